import type { Command } from 'commander';
import { TunewrightError } from '../errors.ts';
import type { Definition } from '../study/definition/definition.ts';
import { DefinitionError } from '../study/definition/mistakes.ts';
import { finiteNumber, several, whole } from './numbers.ts';
import { readText } from './source.ts';
import { usage } from './usage.ts';

/** Flags that say what a study is: alone, or to change what a file says. */
export interface DefinitionFlags {
  readonly param?: readonly string[];
  readonly maximize?: readonly string[];
  readonly minimize?: readonly string[];
  readonly target?: number;
  readonly limit?: readonly string[];
  readonly constraint?: readonly string[];
  readonly name?: string;
  readonly module?: string;
  readonly trials?: number;
  readonly time?: string;
  readonly parallel?: number;
  readonly gpus?: string;
  readonly seed?: number;
  readonly sampler?: string;
  readonly scheduler?: string;
  readonly timeout?: string;
  readonly retries?: number;
  readonly fidelity?: readonly string[];
  readonly noisy?: boolean;
  readonly set?: readonly string[];
}

export function definitionFlags(command: Command): Command {
  return command
    .option('-p, --param <name=kind(...)>', "a parameter, as in 'lr=float(1e-5, 0.1, log)'", several)
    .option('--maximize <metric>', 'what is to be large; several make several objectives', several)
    .option('--minimize <metric>', 'what is to be small', several)
    .option('--target <value>', 'good enough: reaching it ends the study', finiteNumber('--target'))
    .option('--limit <bound>', "a bound on a metric, as in 'latency_ms <= 50'", several)
    .option('--constraint <condition>', "a condition over parameters, as in 'a <= b'", several)
    .option('--fidelity <name=amount>', 'the full amount, as in epochs=30', several)
    .option('-n, --trials <count>', 'how many trials', whole('--trials', 1))
    .option('--time <duration>', 'for how long, as in 90s, 10m or 1.5h')
    .option('-j, --parallel <count>', 'how many at once', whole('--parallel', 1))
    .option('--gpus <ids>', 'CUDA devices, as in 0,1')
    .option('--timeout <duration>', 'limit for one evaluation')
    .option('--retries <count>', 'how often a crashed evaluation runs again', whole('--retries'))
    .option('--sampler <name>', 'how configurations are chosen')
    .option('--scheduler <name>', 'which trials stop early, as in asha')
    .option('--seed <number>', 'the same seed gives the same suggestions', whole('--seed'))
    .option('--noisy', 'the program gives another score each time')
    .option('--module <path>', 'a TypeScript or JavaScript module instead of a command')
    .option('--name <name>', "the study's name")
    .option('--set <key=value>', 'any other key of the study file, as in budget.failures=5', several);
}

type Fields = { [key: string]: unknown };

/**
 * The definition that a file (if any), flags and the command after `--` give together; flags go before the file.
 * @throws {TunewrightError} every mistake, at its line or flag
 */
export async function definitionFrom(
  file: string | undefined,
  flags: DefinitionFlags,
  command: readonly string[],
): Promise<Definition> {
  const text = file === undefined ? undefined : readText(file);
  if (text === undefined && flags.param === undefined && command.length === 0)
    throw usage(
      'no study is given',
      "Name a study file (tunewright init makes one), or write: -p 'lr=float(1e-5, 0.1, log)' --maximize accuracy -- python train.py --lr {lr}.",
    );
  const [{ readStudyFile }, { parseDefinition }, { parseParameterFlag }, { toInput }, { checkStrategies }] =
    await Promise.all([
      import('../study/definition/file.ts'),
      import('../study/definition/parse.ts'),
      import('../study/definition/flags.ts'),
      import('../study/definition/write.ts'),
      import('./check-strategies.ts'),
    ]);
  const base: Fields =
    text === undefined ? {} : { ...toInput(readStudyFile(text, file ?? '', checkStrategies)) };
  const parameters = Object.fromEntries((flags.param ?? []).map(parseParameterFlag));
  const input = merged(base, flags, parameters, command);
  if (input.name === undefined) input.name = nameFor(command);
  try {
    return parseDefinition(input);
  } catch (error) {
    throw text === undefined ? missingAsFlags(error) : error;
  }
}

function merged(
  base: Fields,
  flags: DefinitionFlags,
  parameters: object,
  command: readonly string[],
): Fields {
  const objectives = [
    ...(flags.maximize ?? []).map((metric) => ({ maximize: metric })),
    ...(flags.minimize ?? []).map((metric) => ({ minimize: metric })),
  ];
  const budget = {
    ...(base.budget as Fields | undefined),
    ...given({ trials: flags.trials, time: flags.time, target: flags.target }),
  };
  const fidelity = {
    ...(base.fidelity as Fields | undefined),
    ...Object.fromEntries((flags.fidelity ?? []).map((flag) => assignment(flag, '--fidelity'))),
  };
  const { name, module, parallel, seed, sampler, scheduler, timeout, retries, noisy } = flags;
  const input: Fields = {
    ...base,
    ...given({ name, module, parallel, seed, sampler, scheduler, timeout, retries, noisy }),
    ...(command.length > 0 && { command }),
    ...(Object.keys(parameters).length > 0 && {
      space: { ...(base.space as Fields | undefined), ...parameters },
    }),
    ...(objectives.length > 0 && { objective: objectives.length === 1 ? objectives[0] : objectives }),
    ...(flags.limit !== undefined && { limits: flags.limit }),
    ...(flags.constraint !== undefined && { constraints: flags.constraint }),
    ...(Object.keys(budget).length > 0 && { budget }),
    ...(Object.keys(fidelity).length > 0 && { fidelity }),
    ...(flags.gpus !== undefined && { gpus: flags.gpus.split(',').map((id) => scalar(id.trim())) }),
  };
  for (const flag of flags.set ?? []) setKey(input, flag);
  return input;
}

/** `budget.failures=5`: the value is JSON where it can be, else text. */
function setKey(input: Fields, flag: string): void {
  const [path, value] = assignment(flag, '--set');
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = input;
  for (const key of keys) {
    const inner = Object.hasOwn(at, key) ? at[key] : undefined;
    const next: Fields = typeof inner === 'object' && inner !== null ? { ...inner } : {};
    at[key] = next;
    at = next;
  }
  Object.defineProperty(at, last, { value, enumerable: true, writable: true, configurable: true });
}

function assignment(flag: string, option: string): readonly [string, unknown] {
  const at = flag.indexOf('=');
  if (at < 1) throw usage(`${option} ${flag} is not KEY=VALUE`, `Write for example ${option} epochs=30.`);
  return [flag.slice(0, at), scalar(flag.slice(at + 1))];
}

function scalar(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function given(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** `python train.py` is the study `train`. */
function nameFor(command: readonly string[]): string {
  const script =
    command.find((word) => /\.\w+$/.test(word) && !word.startsWith('-')) ?? command[0] ?? 'study';
  const name = script
    .replace(/^.*[/\\]/, '')
    .replace(/\.\w+$/, '')
    .replace(/^[.-]+/, '');
  return name === '' ? 'study' : name;
}

/** A study of flags has no keys: what is missing is a flag. */
function missingAsFlags(error: unknown): unknown {
  if (error instanceof DefinitionError) return new DefinitionError(error.mistakes.map(missingAsFlag));
  return error instanceof TunewrightError ? missingAsFlag(error) : error;
}

function missingAsFlag(error: TunewrightError): TunewrightError {
  if (error.code !== 'TW_DEFINITION_KEY_MISSING') return error;
  return error.place.path === 'space'
    ? usage('no parameter is given', "Write for example -p 'lr=float(1e-5, 0.1, log)'.")
    : usage(
        'no objective is given',
        'Write --maximize METRIC or --minimize METRIC, with the name your program prints.',
      );
}
