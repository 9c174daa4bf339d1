import type { TunewrightError } from '../../errors.ts';
import { jobPlaceholders } from '../../executor/port.ts';
import { compileSpace } from '../../space/compile.ts';
import { isPlainObject } from '../../space/fields.ts';
import { commandMistakes, placeholdersOf } from '../../space/placeholders.ts';
import { problem } from '../../space/problem.ts';
import type { Space } from '../../space/space.ts';
import type { SpaceSpec } from '../../space/spec.ts';
import { keyMistakes } from './checks.ts';
import type { Budget, Definition, Named, TransferSource } from './definition.ts';
import { durationMs } from './duration.ts';
import type { BudgetInput, StudyInput } from './input.ts';
import { collect, throwMistakes } from './mistakes.ts';
import { readObjectives } from './objectives.ts';
import { commandParts, readConfirming, readHoldout, readRepetition } from './repetition.ts';
import { unsafeMistakes } from './safety.ts';
import { shapeMistakes } from './shape.ts';

/**
 * Checks a study and fills in what is left out. The input may be anything: it is not trusted.
 * @param input - a `StudyInput`, from TypeScript, YAML, JSON or flags
 * @param options - `name`: the name of a study that has none of its own
 * @returns plain JSON that shares nothing with the input
 * @throws {TunewrightError} the mistake, with its path; {DefinitionError} if there are several
 */
export function parseDefinition(input: unknown, options: { readonly name?: string } = {}): Definition {
  const mistakes: TunewrightError[] = [...unsafeMistakes(input)];
  throwMistakes(mistakes);
  mistakes.push(...shapeMistakes(input));
  const space = compiled(input, mistakes);
  throwMistakes(mistakes);
  const study = structuredCopy(input as StudyInput);
  const name = study.name ?? options.name;
  if (name === undefined)
    mistakes.push(problem('TW_DEFINITION_KEY_MISSING', 'name', 'is missing', 'Add name: text.'));
  const objectives = readObjectives(study.objective, study.budget ?? {}, mistakes);
  const command = commandParts(study.command);
  mistakes.push(...keyMistakes({ ...study, ...(name !== undefined && { name }) }));
  const evaluation = readRepetition(study.evaluation, mistakes);
  const confirm = readConfirming(study.confirm, {
    ...(command !== undefined && { command }),
    ...(evaluation !== undefined && { evaluation }),
  });
  const holdout = readHoldout(study.holdout, command !== undefined, mistakes);
  if (space !== undefined) {
    const known = placeholdersOf(space, [...jobPlaceholders, ...Object.keys(study.fidelity ?? {})]);
    if (command !== undefined) mistakes.push(...commandMistakes(command, known));
    if (holdout?.command !== undefined)
      mistakes.push(...commandMistakes(holdout.command, known, 'holdout.command'));
  }
  throwMistakes(mistakes);
  const { timeout, grace, sampler = 'auto', scheduler = 'auto' } = study;
  return {
    name: name ?? '',
    ...(command !== undefined && { command }),
    ...(study.module !== undefined && { module: study.module }),
    space: study.space,
    constraints: study.constraints ?? [],
    objectives,
    limits: study.limits ?? [],
    fidelity: study.fidelity ?? {},
    budget: readBudget(study.budget ?? {}),
    cost: study.cost ?? 'seconds',
    parallel: study.parallel ?? study.gpus?.length ?? 1,
    gpus: study.gpus ?? [],
    seed: study.seed ?? 0,
    sampler: named(sampler),
    ...(scheduler !== 'auto' && { scheduler: named(scheduler) }),
    ...(evaluation !== undefined && { evaluation }),
    ...(confirm !== undefined && { confirm }),
    ...(holdout !== undefined && { holdout }),
    ...(study.transfer?.length && { transfer: study.transfer.map(transferSource) }),
    noisy: study.noisy ?? false,
    retries: study.retries ?? 0,
    ...(timeout !== undefined && { timeLimitMs: durationMs(timeout) }),
    graceMs: grace === undefined ? 0 : durationMs(grace),
    metrics: study.metrics ?? {},
    env: Object.fromEntries(Object.entries(study.env ?? {}).map(([key, value]) => [key, String(value)])),
  };
}

function named(given: string | { readonly name: string; readonly [option: string]: unknown }): Named {
  const { name, ...options } = typeof given === 'string' ? { name: given } : given;
  return { name, options };
}

/** The space where it can be compiled; its mistake is reported beside those of the other keys. */
function compiled(input: unknown, mistakes: TunewrightError[]): Space | undefined {
  if (!isPlainObject(input) || !isPlainObject(input.space)) return undefined;
  const constraints =
    Array.isArray(input.constraints) && input.constraints.every((c) => typeof c === 'string');
  let space: Space | undefined;
  collect(mistakes, () => {
    // It checks whatever it is given.
    space = compileSpace(input.space as SpaceSpec, constraints ? (input.constraints as string[]) : []);
  });
  return space;
}

function readBudget({ time, target: _, ...rest }: BudgetInput): Budget {
  return { ...rest, ...(time !== undefined && { timeMs: durationMs(time) }) };
}

/** `name` or `file.db#name`; the names of studies have no #'s before their files. */
function transferSource(source: string | TransferSource): TransferSource {
  if (typeof source !== 'string') return source;
  const hash = source.indexOf('#');
  return hash <= 0 ? { study: source } : { file: source.slice(0, hash), study: source.slice(hash + 1) };
}

/** Plain JSON was checked to be all there is. */
function structuredCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
