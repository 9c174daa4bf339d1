const numbers = new Float64Array(1);
const words = new Uint32Array(numbers.buffer);

/**
 * Finds equal rows among many that lie one after the other in an array: exact, without making texts of them.
 * NaN, which marks inactive entries, equals NaN; 0 equals -0.
 * @remarks O(width) a question; four to eight bytes a row.
 */
export class RowLookup {
  readonly #width: number;
  /** Number of a row + 1 by hash, with linear probing; 0 is free. */
  #slots = new Int32Array(64);
  #count = 0;

  /** @param width - entries of a row */
  constructor(width: number) {
    this.#width = width;
  }

  /**
   * The first known row that equals this one; -1 if there is none.
   * @param rows - all known rows, row i at i × width
   */
  find(row: Float64Array, rows: Float64Array): number {
    const mask = this.#slots.length - 1;
    for (let slot = this.#hash(row, 0) & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] as number) - 1;
      if (number < 0 || this.#equal(row, 0, rows, number * this.#width)) return number;
    }
  }

  /** Makes row `number` of `rows` known, unless an equal one is. */
  add(number: number, rows: Float64Array): void {
    if (2 * this.#count >= this.#slots.length) this.#grow(rows);
    const mask = this.#slots.length - 1;
    const start = number * this.#width;
    let slot = this.#hash(rows, start) & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#equal(rows, start, rows, ((this.#slots[slot] as number) - 1) * this.#width)) return;
    }
    this.#slots[slot] = number + 1;
    this.#count++;
  }

  #grow(rows: Float64Array): void {
    const before = this.#slots;
    const slots = new Int32Array(2 * before.length);
    const mask = slots.length - 1;
    for (let i = 0; i < before.length; i++) {
      const number = (before[i] as number) - 1;
      if (number < 0) continue;
      let slot = this.#hash(rows, number * this.#width) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }

  #equal(a: Float64Array, startA: number, b: Float64Array, startB: number): boolean {
    for (let i = 0; i < this.#width; i++) {
      const x = a[startA + i] as number;
      const y = b[startB + i] as number;
      if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return false;
    }
    return true;
  }

  #hash(rows: Float64Array, start: number): number {
    let hash = this.#width;
    for (let i = start; i < start + this.#width; i++) {
      const number = rows[i] as number;
      // Every NaN has the same bits here, and -0 those of 0.
      numbers[0] = Number.isNaN(number) ? Number.NaN : number + 0;
      hash = Math.imul(hash ^ (words[0] as number), 0x85ebca6b);
      hash ^= hash >>> 15;
      hash = Math.imul(hash ^ (words[1] as number), 0xc2b2ae35);
      hash ^= hash >>> 13;
    }
    return hash;
  }
}

/** Whether two rows are one configuration. */
export function sameRow(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return false;
  }
  return true;
}
