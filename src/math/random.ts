import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * A stream of random numbers of its own for a seed and any number of keys. Streams whose keys differ anywhere
 * are independent for every practical purpose; equal keys give equal streams on every machine.
 * @param seed - an integer, |seed| ≤ 2⁵³
 * @param keys - integers or texts, for example an ordinal and a purpose; their order counts
 * @remarks O(length of the keys). The 128 bits of state are four lanes of MurmurHash3 finalisers over the key's
 * 32-bit words; the generator is xoroshiro128+ (pure-rand).
 */
export function stream(seed: number, ...keys: readonly (number | string)[]): RandomStream {
  const lanes = new Int32Array([0x243f6a88, 0x05a308d3, 0x13198a2e, 0x03707344]);
  absorbNumber(lanes, seed);
  for (const key of keys) {
    if (typeof key === 'number') absorbNumber(lanes, key);
    else absorbText(lanes, key);
  }
  // Two more rounds, so that the last word reaches every lane.
  absorb(lanes, keys.length);
  absorb(lanes, 0x9e3779b9);
  // The all-zero state is the one that xoroshiro never leaves.
  return new RandomStream(
    xoroshiro128plusFromState([lanes[0]! | 1, lanes[1]!, lanes[2]!, lanes[3]!] as const),
  );
}

/** Draws from one generator; every call moves it on. Made by {@link stream}. */
export class RandomStream {
  readonly #generator: RandomGenerator;
  #spare = Number.NaN;

  constructor(generator: RandomGenerator) {
    this.#generator = generator;
  }

  /** Uniform over the integers 0 to 2³² - 1. */
  bits32(): number {
    return this.#generator.next() >>> 0;
  }

  /** Uniform in [0, 1), all multiples of 2⁻⁵³. */
  uniform(): number {
    const high = this.#generator.next() >>> 5;
    const low = this.#generator.next() >>> 6;
    return (high * 0x4000000 + low) * 2 ** -53;
  }

  /** Uniform over the integers 0 to n - 1, without bias. @param n - 1 ≤ n ≤ 2³² */
  integer(n: number): number {
    const limit = 0x100000000 - (0x100000000 % n);
    let bits = this.bits32();
    while (bits >= limit) bits = this.bits32();
    return Math.floor(bits / (limit / n));
  }

  /** Standard normal (Marsaglia's polar method). */
  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare;
      this.#spare = Number.NaN;
      return spare;
    }
    let x: number;
    let y: number;
    let square: number;
    do {
      x = 2 * this.uniform() - 1;
      y = 2 * this.uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    this.#spare = y * factor;
    return x * factor;
  }

  /** Index i with probability weights[i] / sum. @param weights - ≥ 0, not all 0, shape [n] */
  weighted(weights: ArrayLike<number>): number {
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i]!;
    let left = this.uniform() * sum;
    let last = 0;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i]!;
      if (weight <= 0) continue;
      last = i;
      left -= weight;
      if (left < 0) return i;
    }
    return last;
  }

  /** Puts the entries into a uniformly random order, in place. Returns them. */
  shuffle<T extends { readonly length: number; [index: number]: number }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = items[i]!;
      items[i] = items[j]!;
      items[j] = kept;
    }
    return items;
  }

  /** The integers 0 to n - 1 in a uniformly random order. */
  permutation(n: number): Uint32Array {
    const order = new Uint32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    return this.shuffle(order);
  }
}

/** A well-mixed unsigned 32-bit number of two; for keying without a stream. */
export function hash32(a: number, b: number): number {
  return finalise(finalise(a ^ 0x9e3779b9) + Math.imul(b, 0x85ebca77)) >>> 0;
}

function absorbNumber(lanes: Int32Array, value: number): void {
  absorb(lanes, value | 0);
  absorb(lanes, Math.floor(value / 0x100000000) | 0);
}

function absorbText(lanes: Int32Array, text: string): void {
  for (let i = 0; i < text.length; i++) absorb(lanes, text.charCodeAt(i));
  // No number's high word is this, so a text never equals a number.
  absorb(lanes, 0x5bd1e995 ^ text.length);
}

function absorb(lanes: Int32Array, word: number): void {
  const [a = 0, b = 0, c = 0, d = 0] = lanes;
  lanes[0] = finalise(b ^ Math.imul(word, 0x239b961b));
  lanes[1] = finalise((c + 0x561ccd1b) ^ Math.imul(word, 0x38b34ae5));
  lanes[2] = finalise((d + 0x0bcaa747) ^ Math.imul(word, 0x2d2a1f6d)) + a;
  lanes[3] = finalise((a + 0x32ac3b17) ^ word);
}

/** The finaliser of MurmurHash3, a bijection on 32 bits. */
function finalise(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
