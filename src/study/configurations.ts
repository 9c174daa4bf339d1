import type { StudyState } from '../trial/state.ts';

const numbers = new Float64Array(1);
const words = new Uint32Array(numbers.buffer);

/** Which configurations were tried, and by which trial first; exact, O(dimensions) a question. */
export class Configurations {
  /** Trial + 1 by hash, with linear probing; 0 is free. */
  #slots = new Int32Array(64);
  #known = 0;

  /** The first trial with this configuration among all trials of the state; -1 if there is none. */
  find(state: StudyState, row: Float64Array): number {
    this.#learn(state);
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(row) & mask; ; slot = (slot + 1) & mask) {
      const trial = (this.#slots[slot] as number) - 1;
      if (trial < 0 || sameRow(state.row(trial), row)) return trial;
    }
  }

  #learn(state: StudyState): void {
    if (2 * state.trialCount > this.#slots.length) {
      this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(4 * state.trialCount)));
      this.#known = 0;
    }
    const mask = this.#slots.length - 1;
    for (; this.#known < state.trialCount; this.#known++) {
      const row = state.row(this.#known);
      let slot = hashOf(row) & mask;
      while (this.#slots[slot] !== 0) {
        if (sameRow(state.row((this.#slots[slot] as number) - 1), row)) break;
        slot = (slot + 1) & mask;
      }
      if (this.#slots[slot] === 0) this.#slots[slot] = this.#known + 1;
    }
  }
}

/** NaN, which marks inactive entries, equals NaN; 0 equals -0. */
export function sameRow(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return false;
  }
  return true;
}

function hashOf(row: Float64Array): number {
  let hash = row.length;
  for (let i = 0; i < row.length; i++) {
    const number = row[i] as number;
    numbers[0] = Number.isNaN(number) ? Number.NaN : number + 0;
    hash = Math.imul(hash ^ (words[0] as number), 0x85ebca6b);
    hash ^= hash >>> 15;
    hash = Math.imul(hash ^ (words[1] as number), 0xc2b2ae35);
    hash ^= hash >>> 13;
  }
  return hash;
}
