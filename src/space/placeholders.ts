import type { TunewrightError } from '../errors.ts';
import { suggestion } from './nearest.ts';
import { problem, show } from './problem.ts';
import type { Space } from './space.ts';
import type { SpaceSpec } from './spec.ts';
import { parseTemplate } from './template.ts';

/** Every name that a command may hold between braces, and whether a configuration may lack it. */
export type Placeholders = ReadonlyMap<string, 'always' | 'sometimes'>;

/** @param others - names besides the parameters: fidelities, the trial's number; a parameter goes before them */
export function placeholdersOf(
  space: Pick<Space, 'spec' | 'dimensions'>,
  others: readonly string[],
): Placeholders {
  const names = new Map<string, 'always' | 'sometimes'>();
  for (const name of others) names.set(name, 'always');
  for (const [name, presence] of parametersIn(space.spec, '')) names.set(name, presence);
  for (const { name, parameter, position, conditions } of space.dimensions)
    if (position >= 0) {
      const sure =
        names.get(parameter) === 'always' && conditions.every((index) => least(space, index) > position);
      names.set(name, sure ? 'always' : 'sometimes');
    }
  return names;
}

/** A repeated parameter is always there, as a list; one with `when` is not, nor is what only some choices bring. */
function parametersIn(spec: SpaceSpec, prefix: string): ReadonlyMap<string, 'always' | 'sometimes'> {
  const names = new Map<string, 'always' | 'sometimes'>();
  for (const [key, parameter] of Object.entries(spec)) {
    const own = parameter.when === undefined ? 'always' : 'sometimes';
    names.set(`${prefix}${key}`, own);
    if (!('oneOf' in parameter)) continue;
    const choices = Object.values(parameter.oneOf).map((inner) => parametersIn(inner, `${prefix}${key}.`));
    for (const name of choices.flatMap((choice) => [...choice.keys()]))
      names.set(name, choices.every((choice) => choice.get(name) === 'always') ? own : 'sometimes');
  }
  return names;
}

function least(space: Pick<Space, 'dimensions'>, index: number): number {
  return space.dimensions[index]?.domain.fromUnit(0) ?? 0;
}

/**
 * Checks that a command names its program, and that each placeholder exists and is there whenever it is needed: outside
 * a group it must be there always.
 * @param command - texts, and groups of texts that are dropped whole when a parameter in them is inactive
 * @param path - where the command stands, for messages
 * @returns TW_COMMAND_PROGRAM, TW_COMMAND_PLACEHOLDER, TW_COMMAND_INACTIVE, at paths such as `command[3]`
 */
export function commandMistakes(
  command: readonly (string | readonly string[])[],
  placeholders: Placeholders,
  path = 'command',
): readonly TunewrightError[] {
  const [program] = command;
  const first =
    typeof program === 'string' && program.trim() !== ''
      ? []
      : [
          problem(
            'TW_COMMAND_PROGRAM',
            `${path}[0]`,
            `must name the program, but is ${show(program)}`,
            'Begin the list with the program, as in [python, train.py].',
          ),
        ];
  const rest = command.flatMap((part, index) =>
    typeof part === 'string'
      ? textMistakes(part, `${path}[${index}]`, false, placeholders)
      : part.flatMap((text, inner) => textMistakes(text, `${path}[${index}][${inner}]`, true, placeholders)),
  );
  return [...first, ...rest];
}

function textMistakes(
  text: string,
  path: string,
  grouped: boolean,
  placeholders: Placeholders,
): readonly TunewrightError[] {
  return parseTemplate(text, (name) => placeholders.has(name)).flatMap((piece) => {
    if (piece.type === 'text') return [];
    const { name } = piece;
    const presence = placeholders.get(name);
    if (presence === undefined)
      return [
        problem(
          'TW_COMMAND_PLACEHOLDER',
          path,
          `{${name}} is not a parameter.${suggestion(name, placeholders.keys())}`,
          `Known are ${listed([...placeholders.keys()])}; write {{${name}}} if the program is to see the braces.`,
        ),
      ];
    if (presence === 'always' || grouped) return [];
    return [
      problem(
        'TW_COMMAND_INACTIVE',
        path,
        `{${name}} is not there in every configuration`,
        `Put it in a group with its flag, which is left out whole: [--${flagOf(name)}, "{${name}}"].`,
      ),
    ];
  });
}

function flagOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).replaceAll('_', '-');
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `{${name}}`);
  return names.length > 12 ? `${shown.join(', ')} and ${names.length - 12} more` : shown.join(', ');
}
