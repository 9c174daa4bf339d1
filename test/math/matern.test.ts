import { describe, expect, it } from 'vitest';
import { cholesky, inverseFromCholesky } from '../../src/math/linalg/dense.ts';
import { plainMultiply, plainSolveRows } from '../../src/math/linalg/plain.ts';
import { solveLower, solveUpper } from '../../src/math/linalg/triangular.ts';
import { maternCovariances } from '../../src/math/matern/covariance.ts';
import { plainDots, plainExp, plainMatern, plainMaternSlopes } from '../../src/math/matern/plain.ts';
import { MaternRegression } from '../../src/math/matern/regression.ts';
import { stream } from '../../src/math/random.ts';
import { kernel } from '../../src/math/wasm/kernel.ts';

describe('plainExp', () => {
  it('agrees with Math.exp to 1e-13', () => {
    for (let x = 0; x > -690; x -= 0.37) expect(Math.abs(plainExp(x) / Math.exp(x) - 1)).toBeLessThan(1e-13);
    expect(plainExp(0)).toBe(1);
    expect(plainExp(-1e9)).toBe(plainExp(-700));
  });
});

describe.each([1, 2, 7, 64, 65, 101])('a regression on %i points', (n) => {
  const d = 3;
  const count = 70;
  const random = stream(n, 'matern');
  const columns = Float64Array.from({ length: d * n }, (_, k) =>
    k < 2 * n ? random.uniform() : random.integer(3),
  );
  const points = Float64Array.from({ length: d * count }, (_, k) =>
    k % d < 2 ? random.uniform() : random.integer(3),
  );
  const rows = Float64Array.from({ length: d * n }, (_, k) => columns[(k % d) * n + Math.floor(k / d)]!);
  const weights = Float64Array.of(3, 0.5, -1.7);
  const signal = 1.3;
  const factor = maternCovariances(rows, columns, weights, n, n, signal);
  for (let i = 0; i < n; i++) factor[i * n + i] = signal + 0.01;
  cholesky(factor, n);
  const alpha = Float64Array.from({ length: n }, () => random.normal());
  solveLower(factor, n, alpha);
  solveUpper(factor, n, alpha);

  it('has the covariances of the formula', () => {
    const found = maternCovariances(points, columns, weights, count, n, signal);
    for (const [i, j] of [
      [0, 0],
      [69, n - 1],
      [33, n >> 1],
    ] as const) {
      const at = (e: number): [number, number] => [points[i * d + e]!, columns[e * n + j]!];
      const [[a, b], [u, v], [p, q]] = [at(0), at(1), at(2)];
      const r = Math.sqrt(5 * (3 * (a - b) ** 2 + 0.5 * (u - v) ** 2 + (p === q ? 0 : 1.7)));
      expect(found[i * n + j]).toBeCloseTo(signal * (1 + r + (r * r) / 3) * Math.exp(-r), 12);
    }
  });

  it('gives the same bits with and without WebAssembly', () => {
    expect(kernel()).toBeDefined();
    const k = new Float64Array(count * n);
    const t = new Float64Array(count * n);
    plainMatern(points, columns, weights, count, n, signal, k, t);
    expect(maternCovariances(points, columns, weights, count, n, signal)).toEqual(k);
    const regression = new MaternRegression({ columns, n, weights, signal, factor, alpha });
    const other = new MaternRegression({ columns, n, weights, signal: 2, factor, alpha });
    const mean = new Float64Array(count);
    const explained = new Float64Array(count);
    const fast = [
      new Float64Array(count),
      new Float64Array(count),
      new Float64Array(count * d),
      new Float64Array(count * d),
    ] as const;
    // Twice each, with another regression in between: what lies in the kernel's memory must not matter.
    for (let time = 0; time < 2; time++) {
      regression.predict(points, count, mean, explained);
      regression.predictWithSlopes(points, count, ...fast);
      const plain = [new Float64Array(count), new Float64Array(count)] as const;
      plainDots(k, alpha, count, n, 0, plain[0]);
      const solved = k.slice();
      plainSolveRows(factor, n, solved, count);
      plainDots(solved, solved, count, n, n, plain[1]);
      expect([mean, explained]).toEqual([...plain]);
      other.predict(points, count, mean, explained);
    }
    const inverse = new Float64Array(n * n);
    inverseFromCholesky(factor, n, inverse);
    const s = new Float64Array(count * n);
    plainMultiply(k, inverse, count, n, n, s);
    const [m, e, ms, es] = [
      new Float64Array(count),
      new Float64Array(count),
      new Float64Array(count * d),
      new Float64Array(count * d),
    ];
    plainDots(k, alpha, count, n, 0, m);
    plainDots(k, s, count, n, n, e);
    plainMaternSlopes(k, t, s, alpha, points, columns, weights, count, n, ms, es);
    expect([...fast]).toEqual([m, e, ms, es]);
  });
});
