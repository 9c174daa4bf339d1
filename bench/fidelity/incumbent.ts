interface Seen {
  readonly key: string;
  readonly fidelity: number;
  readonly value: number;
  readonly truth: number;
}

/**
 * The configuration that a user would take now, by one rule for all tuners: of each configuration the value at the
 * highest fidelity that it has reached counts; the best of these wins, between equals the one that got further.
 */
export class Incumbent {
  readonly changes: (readonly [spent: number, truth: number])[] = [];
  readonly #seen = new Map<string, Seen>();
  #best: Seen | undefined;

  /** @param truth - the configuration's value at the full fidelity, which no tuner is told before it gets there */
  observe(key: string, fidelity: number, value: number, truth: number, spent: number): void {
    if ((this.#seen.get(key)?.fidelity ?? 0) > fidelity) return;
    const seen = { key, fidelity, value, truth };
    this.#seen.set(key, seen);
    const before = this.#best;
    if (before?.key !== key && (before === undefined || better(seen, before))) this.#best = seen;
    else if (before?.key === key) {
      // It may have got worse with more fidelity.
      this.#best = seen;
      for (const other of this.#seen.values()) if (better(other, this.#best)) this.#best = other;
    }
    if (this.#best!.truth !== before?.truth) this.changes.push([spent, this.#best!.truth]);
  }
}

function better(a: Seen, b: Seen): boolean {
  return a.value < b.value || (a.value === b.value && a.fidelity > b.fidelity);
}
