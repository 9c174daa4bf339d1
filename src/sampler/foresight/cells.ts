/** Fidelities are told apart by halves of the full one. */
const levels = 24;
/** Beyond it values could not be subtracted and squared. */
const most = 1e150;

/** What is known of each trial at each level of fidelity; level 0 is the full one, level k about 2⁻ᵏ of it. */
export class Cells {
  readonly objectives: number;
  readonly #values = new Map<number, Float64Array>();
  readonly #shares = new Map<number, Float64Array>();

  constructor(objectives: number) {
    this.objectives = objectives;
  }

  static levelOf(share: number): number {
    if (share >= 1) return 0;
    return Math.min(levels - 1, Math.max(1, Math.floor(0.25 - Math.log2(share))));
  }

  /** Keeps a value; of one level the one at the highest fidelity, of equals the last. */
  add(trial: number, share: number, values: Float64Array): void {
    const level = Cells.levelOf(share);
    const { objectives } = this;
    let kept = this.#values.get(trial);
    let shares = this.#shares.get(trial);
    if (kept === undefined || shares === undefined) {
      kept = new Float64Array(levels * objectives).fill(Number.NaN);
      shares = new Float64Array(levels);
      this.#values.set(trial, kept);
      this.#shares.set(trial, shares);
    }
    if (share < shares[level]!) return;
    shares[level] = share;
    values.forEach((value, m) => {
      kept[level * objectives + m] = Math.min(most, Math.max(-most, value));
    });
  }

  /** The highest fidelity's level that a trial has a value at; -1 without any. */
  best(trial: number): number {
    return this.#shares.get(trial)?.findIndex((share) => share > 0) ?? -1;
  }

  /** NaN where unknown. */
  value(trial: number, level: number, objective: number): number {
    return this.#values.get(trial)?.[level * this.objectives + objective] ?? Number.NaN;
  }

  /** All known values of one level. */
  at(level: number, objective: number): number[] {
    const found: number[] = [];
    for (const kept of this.#values.values()) {
      const value = kept[level * this.objectives + objective]!;
      if (!Number.isNaN(value)) found.push(value);
    }
    return found;
  }

  /** Values of the trials that have one at both levels, in pairs. */
  pairs(low: number, high: number, objective: number): [number, number][] {
    const found: [number, number][] = [];
    for (const kept of this.#values.values()) {
      const x = kept[low * this.objectives + objective]!;
      const y = kept[high * this.objectives + objective]!;
      if (!Number.isNaN(x) && !Number.isNaN(y)) found.push([x, y]);
    }
    return found;
  }
}
