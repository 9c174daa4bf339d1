import { commandMistakes, placeholdersOf } from '../space/placeholders.ts';
import type { ParamValue, ParamValues, Space } from '../space/space.ts';
import type { Scalar } from '../space/spec.ts';
import { parseTemplate } from '../space/template.ts';
import type { Metrics } from '../trial/event.ts';
import { type CommandPart, jobPlaceholders } from './port.ts';

/** What the placeholders of a command stand for in one evaluation. */
interface CommandValues {
  readonly params: ParamValues;
  readonly flat: ReadonlyMap<string, Scalar>;
  readonly fidelity: Metrics;
  readonly trial: number;
  readonly evaluation: number;
  readonly seed: number;
  readonly fold: number;
  readonly folds: number;
  readonly split: string;
  /** JSON file with the parameters. */
  readonly paramsFile: string;
  /** Folder for this evaluation's own files. */
  readonly trialDir: string;
  /** Folder for checkpoints; the same for every evaluation that continues this one. */
  readonly checkpointDir: string;
}

export interface CommandTemplate {
  /** The argument list; one entry of the definition is always one argument. */
  render(values: CommandValues): string[];
}

type Lookup = (values: CommandValues) => string;
const builtIn: ReadonlyMap<string, Lookup> = new Map<string, Lookup>([
  ['trial', (values) => String(values.trial)],
  ['evaluation', (values) => String(values.evaluation)],
  ['seed', (values) => String(values.seed)],
  ['fold', (values) => String(values.fold)],
  ['folds', (values) => String(values.folds)],
  ['split', (values) => values.split],
  ['params', (values) => JSON.stringify(values.params)],
  ['params_file', (values) => values.paramsFile],
  ['trial_dir', (values) => values.trialDir],
  ['checkpoint_dir', (values) => values.checkpointDir],
]);

/** How a parameter's value is written as text: strings as they are, everything else as JSON. */
export function valueText(value: ParamValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function nested(params: ParamValues, path: string): ParamValue | undefined {
  let value: ParamValue | undefined = params;
  for (const name of path.split('.')) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, name) ? (value as ParamValues)[name] : undefined;
  }
  return value;
}

function parameterText(values: CommandValues, name: string): string | undefined {
  const scalar = values.flat.get(name);
  if (scalar !== undefined) return valueText(scalar);
  const value = Object.hasOwn(values.params, name) ? values.params[name] : nested(values.params, name);
  return value === undefined ? undefined : valueText(value);
}

/**
 * Compiles a command of the definition. Placeholders are `{learning_rate}`, `{optimizer.momentum}`, `{optimizer}` (the
 * name of the choice), `{units}` (a list as JSON) and `{units[0]}`, every fidelity (`{epochs}`), and `{trial}`,
 * `{evaluation}`, `{seed}`, `{fold}`, `{folds}`, `{split}`, `{params}`, `{params_file}`, `{trial_dir}`, `{checkpoint_dir}`; a
 * parameter wins over a fidelity, and that over the rest. `{{` and `}}` stand for braces; other braces stay as they
 * are. A group (a list in the list) is dropped whole when a parameter in it is inactive. Values are never split,
 * quoted or interpreted.
 * @throws {TunewrightError} TW_COMMAND_PROGRAM, TW_COMMAND_PLACEHOLDER, TW_COMMAND_INACTIVE
 */
export function compileCommand(
  command: readonly CommandPart[],
  space: Pick<Space, 'spec' | 'dimensions'>,
  fidelities: readonly string[],
): CommandTemplate {
  const placeholders = placeholdersOf(space, [...jobPlaceholders, ...fidelities]);
  const [mistake] = commandMistakes(command, placeholders);
  if (mistake !== undefined) throw mistake;
  const groups = command.map((part) =>
    (typeof part === 'string' ? [part] : part).map((text) =>
      parseTemplate(text, (name) => placeholders.has(name)),
    ),
  );
  const parameters = placeholdersOf(space, []);
  return {
    render(values) {
      const lookup = (name: string): string | undefined => {
        if (parameters.has(name)) return parameterText(values, name);
        if (fidelities.includes(name)) return String(values.fidelity[name]);
        return builtIn.get(name)?.(values);
      };
      return groups.flatMap((args) => {
        const rendered = args.map((pieces) => {
          const texts = pieces.map((piece) => (piece.type === 'text' ? piece.text : lookup(piece.name)));
          return texts.includes(undefined) ? undefined : texts.join('');
        });
        return rendered.includes(undefined) ? [] : (rendered as string[]);
      });
    },
  };
}
