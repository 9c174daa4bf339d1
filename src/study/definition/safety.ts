import type { TunewrightError } from '../../errors.ts';
import { isPlainObject } from '../../space/fields.ts';
import { problem, show } from '../../space/problem.ts';

type Path = readonly PropertyKey[];

const DEEPEST = 64;

/** What JSON cannot hold, or what could reach an object's prototype; found before anything else looks. */
export function unsafeMistakes(
  value: unknown,
  path: Path = [],
  open: Set<object> = new Set(),
): readonly TunewrightError[] {
  const place = pathText(path) || 'the study';
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
    return [notJson(place, value)];
  if (typeof value !== 'object' || value === null) return [];
  if (!Array.isArray(value) && !isPlainObject(value)) return [notJson(place, value)];
  if (open.has(value) || path.length > DEEPEST)
    return [
      problem('TW_DEFINITION_TOO_DEEP', place, `is nested more than ${DEEPEST} deep`, 'Write it flatter.'),
    ];
  open.add(value);
  const entries: readonly [PropertyKey, unknown][] = Array.isArray(value)
    ? value.map((entry, index) => [index, entry])
    : Object.entries(value);
  const found = entries.flatMap(([key, entry]) =>
    key === '__proto__'
      ? [problem('TW_DEFINITION_KEY_FORBIDDEN', place, 'has the key "__proto__"', 'Choose another name.')]
      : unsafeMistakes(entry, [...path, key], open),
  );
  open.delete(value);
  return found;
}

function notJson(place: string, value: unknown): TunewrightError {
  const what = typeof value === 'object' ? `a ${value?.constructor?.name ?? 'special object'}` : show(value);
  return problem(
    'TW_DEFINITION_VALUE',
    place,
    `is ${what}, which a study file cannot hold`,
    'Write text, numbers, true, false, null, lists and plain maps only.',
  );
}

/** `command[3]`, `objective.target`. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
}
