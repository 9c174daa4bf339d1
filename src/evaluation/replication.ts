import { hash32 } from '../math/random.ts';
import type { Metrics, Target } from '../trial/event.ts';

/** Which evaluations make up a full one of a trial: every fold with every seed. */
export interface Replication {
  /** 0 without folds. */
  readonly folds: number;
  /** ≥ 1. */
  readonly seeds: number;
  /** The n-th evaluation of every trial has the same seed and fold, so that differences between trials are less noisy. */
  readonly paired: boolean;
  /** Clear losers are not given all. */
  readonly race: boolean;
}

/** How many evaluations a full one is. */
export function evaluationsIn({ folds, seeds }: Pick<Replication, 'folds' | 'seeds'>): number {
  return Math.max(1, folds) * seeds;
}

// So that seeds for different purposes never meet.
const SEARCH = 0x5ea7c4;
const CONFIRM = 0xc0f1;
const HOLDOUT = 0x401d;

/** The n-th evaluation of a trial in the search: all folds of the first seed, then of the next. */
export function searchTarget(
  seed: number,
  replication: Replication,
  trial: number,
  nth: number,
  fidelity: Metrics,
): Target {
  const { folds, paired } = replication;
  const key = paired ? hash32(seed, SEARCH) : hash32(seed, trial);
  const round = Math.floor(nth / Math.max(1, folds));
  return {
    fidelity,
    // The first is the seed of a study that has one evaluation a trial.
    seed: round === 0 && !paired ? key : hash32(key, round),
    fold: folds > 0 ? nth % folds : -1,
    split: 'search',
  };
}

/** The n-th evaluation on splits that no decision of the search has seen; the same for all trials. */
export function confirmTarget(seed: number, folds: number, nth: number, fidelity: Metrics): Target {
  const round = Math.floor(nth / Math.max(1, folds));
  return {
    fidelity,
    seed: hash32(hash32(seed, CONFIRM), round),
    fold: folds > 0 ? nth % folds : -1,
    split: 'confirm',
  };
}

/** The n-th evaluation on the locked data, of whichever opening. */
export function holdoutTarget(seed: number, split: string, nth: number, fidelity: Metrics): Target {
  return { fidelity, seed: hash32(hash32(seed, HOLDOUT), nth), fold: -1, split };
}

/** A confirmation of more folds is not made in whole partitions. */
export const mostFolds = 10;

/** Runs on fresh splits that the best and the default get, whatever the budget: two, or a whole partition. */
export function leastRuns(folds: number): number {
  return Math.max(2, Math.min(folds, mostFolds));
}
