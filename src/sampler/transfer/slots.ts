import type { Problem } from '../port.ts';

const mostOpening = 5;
const openingShare = 0.1;

/** How many of the first suggestions come from earlier studies: 10 % of the budget of trials, at most 5. */
export function openingSlots(problem: Problem): number {
  return Math.min(mostOpening, Math.floor(openingShare * (problem.trials ?? Number.POSITIVE_INFINITY)));
}

/**
 * Whether the suggestion of an ordinal may come from an earlier study: the first `opening` ones, then the ordinals
 * opening + 1, + 4, + 9, + 16, ..., so that their share goes to 0.
 */
export function isSlot(ordinal: number, opening: number): boolean {
  return ordinal < opening || (ordinal > opening && Number.isInteger(Math.sqrt(ordinal - opening)));
}

/**
 * At most how many of the first `suggestions` come from earlier studies: opening + ⌊√(suggestions - opening - 1)⌋. A run
 * with transfer is a cold one that is late by no more than that.
 */
export function mostBorrowed(suggestions: number, opening: number): number {
  return Math.min(suggestions, opening) + Math.floor(Math.sqrt(Math.max(0, suggestions - opening - 1)));
}
