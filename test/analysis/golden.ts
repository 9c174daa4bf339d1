import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileSpace } from '../../src/space/compile.ts';
import type { ParamValues, Space } from '../../src/space/space.ts';
import type { SpaceSpec } from '../../src/space/spec.ts';

interface Entry {
  readonly name: string;
  readonly space: SpaceSpec;
  readonly trials: readonly (readonly [params: ParamValues, value: number])[];
  readonly pedAnova: { readonly [parameter: string]: number };
  readonly fanova?: { readonly [parameter: string]: number };
}

export interface GoldenStudy {
  readonly name: string;
  readonly space: Space;
  readonly rows: Float64Array;
  readonly values: Float64Array;
  readonly pedAnova: { readonly [parameter: string]: number };
  readonly fanova: { readonly [parameter: string]: number } | undefined;
}

/** Fixed data sets with the importances that Optuna finds in them; made by golden/importance.py. */
export function goldenStudies(): GoldenStudy[] {
  const file = join(import.meta.dirname, 'golden', 'importance.json');
  const entries = JSON.parse(readFileSync(file, 'utf8')) as readonly Entry[];
  return entries.map(({ name, space: spec, trials, pedAnova, fanova }) => {
    const space = compileSpace(spec);
    const d = space.dimensions.length;
    const rows = new Float64Array(trials.length * d);
    trials.forEach(([params], i) => {
      rows.set(space.fromParams(params).row, i * d);
    });
    return { name, space, rows, values: Float64Array.from(trials, ([, value]) => value), pedAnova, fanova };
  });
}
