import type { z } from 'zod';
import type { TunewrightError } from '../../errors.ts';
import { isPlainObject } from '../../space/fields.ts';
import { suggestion } from '../../space/nearest.ts';
import { problem, show } from '../../space/problem.ts';
import { pathText } from './safety.ts';
import { knownKeys, studySchema } from './schema.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Every mistake in the shape of a study: keys, kinds of values, ranges of numbers. Not what the space says. */
export function shapeMistakes(input: unknown): readonly TunewrightError[] {
  const result = studySchema.safeParse(input);
  return result.success ? [] : result.error.issues.flatMap((issue) => explain(issue, input, []));
}

function explain(issue: Issue, input: unknown, base: Path): TunewrightError[] {
  const path = [...base, ...issue.path];
  const value = at(input, path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, input));
  if (issue.code === 'invalid_union') {
    const branch = deepestBranch(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => explain(inner, input, path));
  }
  const place = pathText(path);
  if (value === undefined && place !== '')
    return [
      problem('TW_DEFINITION_KEY_MISSING', place, 'is missing', `Add ${last(path)}: ${issue.message}.`),
    ];
  if (path[0] === 'command') {
    const mistake = commandMistake(path, value);
    if (mistake !== undefined) return [mistake];
  }
  return [
    problem(
      'TW_DEFINITION_VALUE',
      place || 'the study',
      `must be ${issue.message}, not ${show(value)}`,
      `Write ${issue.message}.`,
    ),
  ];
}

/** The alternative whose outer form fits, so that its inner mistake is the one to tell. */
function deepestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return branches.find((issues) =>
    issues.every((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'),
  );
}

function unknownKey(path: Path, key: string, input: unknown): TunewrightError {
  const allowed = knownKeys.get(path.filter((part) => typeof part === 'string').join('.')) ?? [];
  const present = Object.keys(at(input, path) ?? {});
  return problem(
    'TW_DEFINITION_KEY_UNKNOWN',
    pathText([...path, key]),
    `unknown key ${show(key)}.${suggestion(
      key,
      allowed.filter((name) => !present.includes(name)),
    )}`,
    `Remove it, or use one of: ${allowed.join(', ')}.`,
  );
}

/** `[--lr, {learning_rate}]`: YAML reads the braces as a map. */
function commandMistake(path: Path, value: unknown): TunewrightError | undefined {
  const place = pathText(path);
  if (typeof value === 'string' && path.length === 1)
    return problem(
      'TW_COMMAND_IS_TEXT',
      place,
      `is the text ${show(value)}, but no shell is there to take it apart`,
      `Write a list: [${value.split(/\s+/).filter(Boolean).map(quotedIfNeeded).join(', ')}].`,
    );
  if (!isPlainObject(value)) return undefined;
  const [name, inner] = Object.entries(value)[0] ?? [];
  if (name === undefined) return undefined;
  const template =
    inner === null
      ? `{${name}}`
      : isPlainObject(inner)
        ? `${name}{${Object.keys(inner)[0] ?? ''}}`
        : undefined;
  return problem(
    'TW_COMMAND_MAP',
    place,
    'is a map, because braces without quotes are a map in YAML',
    template === undefined ? 'Put the argument in quotes.' : `Put it in quotes: "${template}".`,
  );
}

function quotedIfNeeded(word: string): string {
  return /^[\w./=+-]+$/.test(word) ? word : JSON.stringify(word);
}

function at(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    input,
  );
}

function last(path: Path): string {
  return String(path[path.length - 1]);
}
