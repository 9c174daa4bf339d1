import { TunewrightError } from '../errors.ts';
import { compileSpace } from '../space/compile.ts';
import type { Definition } from './definition/definition.ts';

/** What results mean depends on these; a study keeps them for good. */
const permanent = [
  'command',
  'module',
  'space',
  'constraints',
  'objectives',
  'limits',
  'fidelity',
  'cost',
  'seed',
  'sampler',
  'scheduler',
  'evaluation',
  'holdout',
  'transfer',
  'noisy',
] as const;

/**
 * Whether a process that joins a study with a definition of its own brings another budget, or another share of it for
 * confirmation, which is then an edit. How it runs programs (parallel, gpus, retries, time limits, environment, where metrics
 * are read) is its own affair.
 * @throws {TunewrightError} TW_STUDY_DIFFERS if the two are not one study
 */
export function bringsBudget(kept: Definition, given: Definition): boolean {
  const differences = permanent.filter((key) => !same(key, kept[key], given[key]));
  if (differences.length > 0) {
    const lines = differences.map((key) => `- ${key}: was ${brief(kept[key])}, is now ${brief(given[key])}`);
    throw new TunewrightError(
      'TW_STUDY_DIFFERS',
      `the study ${JSON.stringify(kept.name)} exists already and differs from this one:\n${lines.join('\n')}`,
      {
        kind: 'conflict',
        mend: 'Give the new study another name, or change it back to what was; results of both would not compare.',
      },
    );
  }
  return (['budget', 'confirm'] as const).some(
    (key) => JSON.stringify(sorted(kept[key])) !== JSON.stringify(sorted(given[key])),
  );
}

function same(key: (typeof permanent)[number], kept: unknown, given: unknown): boolean {
  // Spaces are the same when they mean the same: 1e-3 or 0.001.
  if (key === 'space') {
    return (
      compileSpace(kept as Definition['space']).digest === compileSpace(given as Definition['space']).digest
    );
  }
  return JSON.stringify(sorted(kept)) === JSON.stringify(sorted(given));
}

/** With the keys of every object in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'not given';
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
