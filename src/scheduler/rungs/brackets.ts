/**
 * Hyperband's brackets as a pure function of a trial's number. Bracket b begins at level b; of all trials it gets
 * ⌈(L / (L - b)) · η^(L - 1 - b)⌉ in each round, so that every bracket costs about the same, spread evenly over the round.
 * @param levels - number of levels L, ≥ 1; those below the full one begin a bracket, and the full one too
 * @returns the bracket of each trial of a round
 * @see Li et al. 2018, arXiv:1603.06560, algorithm 1
 */
export function bracketRound(levels: number, eta: number, brackets: number): Uint8Array {
  const sizes = Array.from({ length: Math.min(brackets, levels) }, (_, bracket) =>
    Math.ceil((levels / (levels - bracket)) * eta ** (levels - 1 - bracket)),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const given = sizes.map(() => 0);
  return Uint8Array.from({ length: total }, (_, place) => {
    let owed = 0;
    for (let b = 1; b < sizes.length; b++) if (debt(b, place) > debt(owed, place)) owed = b;
    given[owed]!++;
    return owed;
  });

  /** How far a bracket is behind its due before a place is given. */
  function debt(bracket: number, place: number): number {
    return ((place + 1) * sizes[bracket]!) / total - given[bracket]!;
  }
}
