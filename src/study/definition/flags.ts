import { TunewrightError } from '../../errors.ts';
import { suggestion } from '../../space/nearest.ts';
import { show } from '../../space/problem.ts';
import type { ParameterSpec, Scalar } from '../../space/spec.ts';

type Read = (values: readonly Scalar[]) => object;

/** Kinds as they are called in a flag; what is in the brackets is for `space/` to check. */
const kinds: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['float', (values) => ({ float: values })],
  ['int', (values) => ({ int: values })],
  ['choice', (values) => ({ categorical: values })],
  ['ordinal', (values) => ({ ordinal: values })],
  ['bool', () => ({ bool: true })],
  ['constant', ([value]) => ({ constant: value })],
]);

const options: readonly string[] = ['default', 'step', 'when', 'repeat'];

/**
 * Reads `lr=float(1e-5, 0.1, log, default=1e-3)`: a name, a kind, its range or choices, and options by name.
 * Choices are numbers, `true`, `false`, `null` or text; text with blanks, commas or brackets stands in quotes.
 * @returns the name and the parameter, whose values are not checked yet
 * @throws {TunewrightError} TW_FLAG_PARAMETER with the column
 */
export function parseParameterFlag(flag: string): readonly [name: string, spec: ParameterSpec] {
  const match = /^\s*([^=]*?)\s*=\s*([A-Za-z_]\w*)\s*\(/.exec(flag);
  if (match === null || match[1] === undefined || match[1] === '' || match[2] === undefined)
    throw flagError(flag, 0, 'does not read name=kind(...)');
  const [head, name, kindName] = match;
  const kind = kinds.get(kindName);
  if (kind === undefined)
    throw flagError(
      flag,
      flag.indexOf(kindName, name.length),
      `unknown kind ${show(kindName)}.${suggestion(kindName, kinds.keys())}`,
    );
  const values: Scalar[] = [];
  const named: { [option: string]: Scalar } = {};
  let log = false;
  for (const { key, value, quoted, column } of readArguments(flag, head.length)) {
    if (key === undefined && value === 'log' && !quoted && !/choice|ordinal/.test(kindName)) log = true;
    else if (key === undefined) values.push(value);
    else if (options.includes(key)) named[key] = value;
    else throw flagError(flag, column, `unknown option ${show(key)}.${suggestion(key, options)}`);
  }
  return [name, { ...kind(values), ...(log && { log }), ...named } as unknown as ParameterSpec];
}

interface Argument {
  readonly key: string | undefined;
  readonly value: Scalar;
  readonly quoted: boolean;
  readonly column: number;
}

const ARGUMENT = /\s*(?:([A-Za-z_]\w*)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^,()"'=]*[^,()"'=\s]))\s*/y;

function readArguments(flag: string, start: number): readonly Argument[] {
  const found: Argument[] = [];
  let at = start;
  if (/^\s*\)\s*$/.test(flag.slice(at))) return found;
  for (;;) {
    ARGUMENT.lastIndex = at;
    const match = ARGUMENT.exec(flag);
    if (match === null) throw flagError(flag, at, 'expected a value');
    const [all, key, double, single, bare] = match;
    const value = double !== undefined ? double.replace(/\\(.)/g, '$1') : (single ?? bareValue(bare ?? ''));
    found.push({ key, value, quoted: bare === undefined, column: at });
    at += all.length;
    if (flag[at] === ')' && flag.slice(at + 1).trim() === '') return found;
    if (flag[at] !== ',')
      throw flagError(
        flag,
        at,
        flag[at] === ')' ? 'has text after the bracket' : 'expected a comma or a bracket',
      );
    at += 1;
  }
}

function bareValue(text: string): Scalar {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
}

function flagError(flag: string, column: number, message: string): TunewrightError {
  return new TunewrightError('TW_FLAG_PARAMETER', `-p ${show(flag)}: ${message} (column ${column + 1})`, {
    place: { path: '-p' },
    mend: "Write for example -p 'lr=float(1e-5, 0.1, log)', -p 'layers=int(1, 4)' or -p 'optimizer=choice(sgd, adam)'.",
  });
}
