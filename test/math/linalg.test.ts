import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generate } from '../../scripts/build-wasm.ts';
import { cholesky, inverseFromCholesky, multiplyTransposed, solveRows } from '../../src/math/linalg/dense.ts';
import { plainCholesky, plainInverse, plainMultiply, plainSolveRows } from '../../src/math/linalg/plain.ts';
import { extendCholesky, logDeterminant, solveLower, solveUpper } from '../../src/math/linalg/triangular.ts';
import { kernel } from '../../src/math/wasm/kernel.ts';

interface Golden {
  readonly n: number;
  readonly factor: number[];
  readonly inverse: number[];
  readonly solution: number[];
  readonly logDeterminant: number;
}
const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, 'golden', 'linalg.json'), 'utf8'),
) as Golden[];

function smooth(n: number): Float64Array {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) a[i * n + j] = Math.exp(-Math.abs(i - j) / 3) + (i === j ? 0.1 : 0);
  return a;
}

/** Numbers without structure, the same each time. */
function rough(length: number, seed = 1): Float64Array {
  let state = seed;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

function positive(n: number, seed: number): Float64Array {
  const b = rough(n * n, seed);
  const a = new Float64Array(n * n);
  plainMultiply(b, b, n, n, n, a);
  for (let i = 0; i < n; i++) a[i * n + i] = a[i * n + i]! + 0.5;
  return a;
}

function expectClose(got: ArrayLike<number>, wanted: readonly number[]): void {
  for (let i = 0; i < wanted.length; i++)
    expect(Math.abs(got[i]! - wanted[i]!)).toBeLessThan(1e-12 * Math.max(1, Math.abs(wanted[i]!)));
}

const bits = (a: Float64Array): BigUint64Array => new BigUint64Array(a.slice().buffer);
const sizes = [1, 2, 3, 4, 5, 7, 16, 31, 63, 64, 65, 66, 100, 127, 130, 200];

describe('linear algebra against NumPy', () => {
  for (const { n, factor, inverse, solution, logDeterminant: logDet } of golden) {
    it(`agrees to 1e-12 for n = ${n}`, () => {
      const l = smooth(n);
      expect(cholesky(l, n)).toBe(true);
      expectClose(l.subarray((n - 1) * n), factor);
      const inv = new Float64Array(n * n);
      inverseFromCholesky(l, n, inv);
      expectClose(inv.subarray((n - 1) * n), inverse);
      const x = Float64Array.from({ length: n }, (_, i) => Math.cos(i + 1));
      solveLower(l, n, x);
      solveUpper(l, n, x);
      expectClose(x, solution);
      expectClose([logDeterminant(l, n)], [logDet]);
    });
  }
});

describe('the kernel and its fallback', () => {
  it('is there under Node', () => {
    expect(kernel()).toBeDefined();
  });

  it('give the same bits at every size', () => {
    for (const n of sizes) {
      const a = positive(n, n);
      const b = a.slice();
      expect(cholesky(a, n)).toBe(true);
      expect(plainCholesky(b, n)).toBe(n);
      expect(bits(a)).toEqual(bits(b));

      for (const m of [1, 4, 5, 33]) {
        const x = rough(m * n, m);
        const y = x.slice();
        solveRows(a, n, x, m);
        plainSolveRows(a, n, y, m);
        expect(bits(x)).toEqual(bits(y));
        for (const k of [1, 2, 63, 64, 65, 131]) {
          const left = rough(m * k, 3);
          const right = rough(n * k, 5);
          const c = new Float64Array(m * n);
          const d = new Float64Array(m * n);
          multiplyTransposed(left, right, m, n, k, c);
          plainMultiply(left, right, m, n, k, d);
          expect(bits(c)).toEqual(bits(d));
        }
      }

      const inverse = new Float64Array(n * n);
      const plain = new Float64Array(n * n);
      inverseFromCholesky(a, n, inverse);
      plainInverse(a, n, plain);
      for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) plain[j * n + i] = plain[i * n + j]!;
      expect(bits(inverse)).toEqual(bits(plain));
    }
  });

  it('is made of the source in assembly/', () => {
    const committed = readFileSync(
      join(import.meta.dirname, '..', '..', 'src', 'math', 'wasm', 'kernel.generated.ts'),
      'utf8',
    );
    expect(generate()).toBe(committed);
  });
});

describe('properties', () => {
  it('L Lᵀ is the matrix, and L⁻¹ undoes L', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), fc.integer(), (n, seed) => {
        const a = positive(n, seed);
        const l = a.slice();
        expect(cholesky(l, n)).toBe(true);
        for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) l[i * n + j] = 0;
        const back = new Float64Array(n * n);
        multiplyTransposed(l, l, n, n, n, back);
        expectClose(back, [...a]);
        solveRows(l, n, back, n);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++)
            expect(Math.abs(back[i * n + j]! - l[i * n + j]!)).toBeLessThan(1e-9 * n);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses what is not positive definite', () => {
    for (const n of [2, 5, 70, 130]) {
      const a = positive(n, 3);
      a[(n - 1) * n + n - 1] = -1;
      expect(plainCholesky(a.slice(), n)).toBe(n - 1);
      expect(cholesky(a, n)).toBe(false);
    }
    expect(cholesky(Float64Array.of(Number.NaN), 1)).toBe(false);
  });

  it('extends a factor by a row as if it had been made whole', () => {
    const n = 40;
    const capacity = 48;
    const a = positive(n, 9);
    const l = new Float64Array(capacity * capacity);
    for (let i = 0; i < n; i++)
      expect(extendCholesky(l, i, a.slice(i * n, i * n + i + 1), capacity)).toBe(true);
    cholesky(a, n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) expect(Math.abs(l[i * capacity + j]! - a[i * n + j]!)).toBeLessThan(1e-10);
    const copy = Float64Array.from({ length: n + 1 }, (_, i) => (i === n ? 0 : a[i]!));
    expect(extendCholesky(l, n, copy, capacity)).toBe(false);
  });
});
