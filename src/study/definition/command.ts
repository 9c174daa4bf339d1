import type { TunewrightError } from '../../errors.ts';
import { type CommandPart, jobPlaceholders } from '../../executor/port.ts';
import { suggestion } from '../../space/nearest.ts';
import { problem, show } from '../../space/problem.ts';
import type { Space } from '../../space/space.ts';
import type { SpaceSpec } from '../../space/spec.ts';
import { parseTemplate } from '../../space/template.ts';
import { collect } from './mistakes.ts';

/** Every name that a command may hold between braces, and whether a configuration may lack it. */
export type Placeholders = ReadonlyMap<string, 'always' | 'sometimes'>;

export function placeholdersOf(space: Space, fidelities: readonly string[]): Placeholders {
  const names = new Map<string, 'always' | 'sometimes'>();
  for (const name of [...jobPlaceholders, ...fidelities]) names.set(name, 'always');
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

function least(space: Space, index: number): number {
  return space.dimensions[index]?.domain.fromUnit(0) ?? 0;
}

/** Checks that the program is named, and that each placeholder exists and is there whenever it is needed. */
export function commandMistakes(
  command: readonly CommandPart[],
  placeholders: Placeholders,
): readonly TunewrightError[] {
  const mistakes: TunewrightError[] = [];
  if (typeof command[0] !== 'string' || command[0].trim() === '')
    mistakes.push(
      problem(
        'TW_COMMAND_PROGRAM',
        'command[0]',
        `must name the program, but is ${show(command[0])}`,
        'Begin the list with the program, as in [python, train.py].',
      ),
    );
  command.forEach((part, index) => {
    const grouped = typeof part !== 'string';
    const texts = grouped ? part : [part];
    texts.forEach((text, inner) => {
      const path = grouped ? `command[${index}][${inner}]` : `command[${index}]`;
      collect(mistakes, () => checkText(text, path, grouped, placeholders));
    });
  });
  return mistakes;
}

function checkText(text: string, path: string, grouped: boolean, placeholders: Placeholders): void {
  for (const piece of templateAt(text, path)) {
    if (piece.type === 'text') continue;
    const presence = placeholders.get(piece.name);
    if (presence === undefined)
      throw problem(
        'TW_COMMAND_PLACEHOLDER',
        path,
        `{${piece.name}} is not a parameter.${suggestion(piece.name, placeholders.keys())}`,
        `Known are ${listed([...placeholders.keys()])}; write {{ and }} for braces that the program is to see.`,
      );
    if (presence === 'sometimes' && !grouped)
      throw problem(
        'TW_COMMAND_INACTIVE',
        path,
        `{${piece.name}} is not there in every configuration`,
        `Put it in a group with its flag, which is left out whole: [--${flagOf(piece.name)}, "{${piece.name}}"].`,
      );
  }
}

function templateAt(text: string, path: string): ReturnType<typeof parseTemplate> {
  const mistakes: TunewrightError[] = [];
  let pieces: ReturnType<typeof parseTemplate> = [];
  collect(mistakes, () => {
    pieces = parseTemplate(text);
  });
  if (mistakes[0] !== undefined) throw mistakes[0].at({ path });
  return pieces;
}

function flagOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).replaceAll('_', '-');
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `{${name}}`);
  return names.length > 12 ? `${shown.join(', ')} and ${names.length - 12} more` : shown.join(', ');
}
