import { bool } from './bool.ts';
import { categorical } from './categorical.ts';
import { constant } from './constant.ts';
import { float } from './float.ts';
import { int } from './int.ts';
import type { Kind } from './kind.ts';
import { oneOf } from './one-of.ts';
import { ordinal } from './ordinal.ts';

/** Every kind of parameter, by the key that says it. */
export const kinds: ReadonlyMap<string, Kind> = new Map(
  [float, int, categorical, ordinal, bool, oneOf, constant].map((kind) => [kind.key, kind]),
);
