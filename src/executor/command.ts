import { TunewrightError } from '../errors.ts';
import type { ParamValue, ParamValues, Space } from '../space/space.ts';
import type { Scalar } from '../space/spec.ts';
import type { Metrics } from '../trial/event.ts';
import type { CommandPart } from './port.ts';

/** What the placeholders of a command stand for in one evaluation. */
export interface CommandValues {
  readonly params: ParamValues;
  readonly flat: ReadonlyMap<string, Scalar>;
  readonly fidelity: Metrics;
  readonly trial: number;
  readonly evaluation: number;
  readonly seed: number;
  readonly fold: number;
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
/** Text and placeholders of one argument, in order. */
type Argument = readonly (string | { readonly name: string })[];

const builtIn: ReadonlyMap<string, Lookup> = new Map<string, Lookup>([
  ['trial', (values) => String(values.trial)],
  ['evaluation', (values) => String(values.evaluation)],
  ['seed', (values) => String(values.seed)],
  ['fold', (values) => String(values.fold)],
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

/** Which names are parameters, and whether each is active in every configuration. */
function parameters(space: Pick<Space, 'dimensions'>): Map<string, boolean> {
  const always = new Map<string, boolean>();
  for (const { path, parameter, position, conditions } of space.dimensions) {
    always.set(path, conditions.length === 0);
    if (position <= 0 && parameter !== path) always.set(parameter, position === 0 && conditions.length <= 1);
  }
  return always;
}

function parse(text: string, known: (name: string) => boolean, place: string): Argument {
  const pieces: (string | { name: string })[] = [];
  let literal = '';
  let opened = 0;
  for (let at = 0; at < text.length; ) {
    if (text.startsWith('{{', at)) {
      literal += '{';
      opened += 1;
      at += 2;
    } else if (opened > 0 && text.startsWith('}}', at)) {
      literal += '}';
      opened -= 1;
      at += 2;
    } else {
      const end = text[at] === '{' ? text.indexOf('}', at) : -1;
      const name = end < 0 ? '' : text.slice(at + 1, end);
      if (end >= 0 && known(name)) {
        if (literal !== '') pieces.push(literal);
        literal = '';
        pieces.push({ name });
        at = end + 1;
      } else if (/^[A-Za-z_][\w.]*(\[\d+\])?$/.test(name)) {
        throw new TunewrightError(
          'TW_COMMAND_PLACEHOLDER',
          `The command has {${name}}, which is no parameter.`,
          {
            place: { path: place },
            mend: `Name a parameter, a fidelity or one of ${[...builtIn.keys()].join(', ')}; for the text itself write {{${name}}}.`,
          },
        );
      } else {
        literal += text[at];
        at += 1;
      }
    }
  }
  if (literal !== '' || pieces.length === 0) pieces.push(literal);
  return pieces;
}

/**
 * Compiles a command of the definition. Placeholders are `{learning_rate}`, `{optimizer.momentum}`, `{optimizer}` (the
 * name of the choice), `{units}` (a list as JSON) and `{units[0]}`, every fidelity (`{epochs}`), and `{trial}`,
 * `{evaluation}`, `{seed}`, `{fold}`, `{split}`, `{params}`, `{params_file}`, `{trial_dir}`, `{checkpoint_dir}`; a
 * parameter wins over a fidelity, and that over the rest. `{{` and `}}` stand for braces; other braces stay as they
 * are. A group (a list in the list) is dropped whole when a parameter in it is inactive. Values are never split,
 * quoted or interpreted.
 * @throws {TunewrightError} TW_COMMAND_EMPTY, TW_COMMAND_PLACEHOLDER for an unknown name, TW_COMMAND_CONDITIONAL
 * for a parameter outside a group that is not always active
 */
export function compileCommand(
  command: readonly CommandPart[],
  space: Pick<Space, 'dimensions'>,
  fidelities: readonly string[],
): CommandTemplate {
  const active = parameters(space);
  const known = (name: string): boolean => active.has(name) || fidelities.includes(name) || builtIn.has(name);
  if (typeof command[0] !== 'string' || command[0] === '') {
    throw new TunewrightError('TW_COMMAND_EMPTY', 'The command names no program.', {
      place: { path: 'command[0]' },
      mend: 'Begin the list with the program, for example [python, train.py, --lr, "{learning_rate}"].',
    });
  }
  const groups = command.map((part, index) => {
    const optional = typeof part !== 'string';
    const args = (optional ? part : [part]).map((text) => parse(text, known, `command[${index}]`));
    for (const piece of optional ? [] : args.flat()) {
      if (typeof piece === 'string' || active.get(piece.name) !== false) continue;
      throw new TunewrightError(
        'TW_COMMAND_CONDITIONAL',
        `The command has {${piece.name}}, which is not active in every configuration.`,
        {
          place: { path: `command[${index}]` },
          mend: `Put it into a list of its own, with its option, as in [--${piece.name.replace(/.*\./, '')}, "{${piece.name}}"]; the list is dropped when the parameter is inactive.`,
        },
      );
    }
    return args;
  });
  return {
    render(values) {
      const lookup = (name: string): string | undefined => {
        if (active.has(name)) return parameterText(values, name);
        if (fidelities.includes(name)) return String(values.fidelity[name]);
        return builtIn.get(name)?.(values);
      };
      return groups.flatMap((args) => {
        const rendered = args.map((pieces) => {
          const texts = pieces.map((piece) => (typeof piece === 'string' ? piece : lookup(piece.name)));
          return texts.includes(undefined) ? undefined : texts.join('');
        });
        return rendered.includes(undefined) ? [] : (rendered as string[]);
      });
    },
  };
}
