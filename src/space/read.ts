import type { Domain } from './domain.ts';
import { checkKeys, type Fields, readObject, readText } from './fields.ts';
import type { Kind } from './kind/kind.ts';
import { kinds } from './kind/registry.ts';
import { checkName } from './name.ts';
import { suggestion } from './nearest.ts';
import { problem, show } from './problem.ts';

/** A parameter as the user wrote it, checked but for what it says about other parameters. */
export interface Parameter {
  readonly name: string;
  /** Its place for errors: `space.optimizer.oneOf.sgd.momentum`. */
  readonly place: string;
  readonly when: string | undefined;
  readonly repeat: string | undefined;
  /** The domain of the entry at a position of the list; position 0 when not repeated. */
  domain(position: number): Domain;
  /** Parameters under each choice, in the order of the domain's choices; undefined for kinds without. */
  readonly branches: readonly Branch[] | undefined;
}

interface Branch {
  readonly choice: string;
  readonly parameters: readonly Parameter[];
}

const MAX_DEPTH = 32;

/** Reads one level of a space. @throws {TunewrightError} TW_SPACE_... at the first mistake */
export function readParameters(value: unknown, path: string, depth = 0): readonly Parameter[] {
  if (depth > MAX_DEPTH)
    throw problem('TW_SPACE_TOO_LARGE', path, `oneOf is nested over ${MAX_DEPTH} deep`, 'Flatten the space.');
  const fields = readObject(value, path, 'an object from names to parameters ({} for none)');
  return Object.entries(fields).map(([name, raw]) => {
    const place = `${path}.${name}`;
    checkName(name, place);
    if (depth > 0 && name === 'name')
      throw problem(
        'TW_SPACE_NAME',
        place,
        '"name" is reserved under oneOf: there it holds the choice',
        'Choose another name.',
      );
    return readParameter(name, raw, place, depth);
  });
}

function readParameter(name: string, raw: unknown, place: string, depth: number): Parameter {
  const fields = readObject(raw, place, 'a parameter such as { float: [0, 1] }');
  const kind = kindOf(fields, place);
  checkKeys(fields, [kind.key, ...kind.options, 'when', 'repeat'], place);
  const repeat = readText(fields.repeat, `${place}.repeat`);
  const branches = kind.branches;
  // Built once without the default, so that mistakes in the rest are reported before those in the default.
  kind.domain(fields, place, undefined);
  return {
    name,
    place,
    when: readText(fields.when, `${place}.when`),
    repeat,
    domain: domains(kind, fields, place, repeat !== undefined),
    branches: branches?.(fields).map(([choice, space]) => ({
      choice,
      parameters: readParameters(space, `${place}.oneOf.${choice}`, depth + 1),
    })),
  };
}

/** Domains by position: one for all, or with a list of defaults one each, the last default standing for the rest. */
function domains(kind: Kind, fields: Fields, place: string, repeated: boolean): (position: number) => Domain {
  const given = fields.default;
  if (!Array.isArray(given)) {
    const domain = kind.domain(fields, place, given);
    return () => domain;
  }
  if (!repeated || given.length === 0)
    throw problem(
      'TW_SPACE_DEFAULT',
      `${place}.default`,
      repeated ? 'the list of defaults is empty' : 'a list of defaults needs repeat',
      'Write one value.',
    );
  const each = given.map((value: unknown) => kind.domain(fields, place, value));
  return (position) => each[Math.min(position, each.length - 1)] as Domain;
}

function kindOf(fields: Fields, place: string): Kind {
  const keys = Object.keys(fields);
  const found = keys.filter((key) => kinds.has(key));
  if (found.length === 1) return kinds.get(found[0] as string) as Kind;
  const all = [...kinds.keys()];
  if (found.length > 1)
    throw problem(
      'TW_SPACE_KIND',
      place,
      `says two kinds at once: ${found.join(' and ')}`,
      'Keep one of them, or nest choices under oneOf.',
    );
  const hint = keys.map((key) => suggestion(key, all)).find((text) => text !== '') ?? '';
  throw problem(
    'TW_SPACE_KIND',
    place,
    `${show(fields)} does not say what kind of parameter it is.${hint}`,
    `Write one of: ${all.join(', ')}.`,
  );
}
