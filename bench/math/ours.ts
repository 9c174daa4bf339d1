/** Times of our linear algebra, best of several runs, milliseconds; printed as JSON. */
import { cholesky, solveRows } from '../../src/math/linalg/dense.ts';
import { solveLower } from '../../src/math/linalg/triangular.ts';

const sizes = [100, 200, 500, 1000];

function best(repeats: number, prepare: () => void, run: () => void): number {
  let least = Infinity;
  for (let r = 0; r < repeats; r++) {
    prepare();
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

const rows = sizes.map((n) => {
  const a = Float64Array.from({ length: n * n }, (_, i) => {
    const gap = Math.abs(Math.floor(i / n) - (i % n));
    return Math.exp(-gap / 10) + (gap === 0 ? 0.1 : 0);
  });
  const l = new Float64Array(n * n);
  const x = new Float64Array(n * n);
  const v = new Float64Array(n);
  const repeats = n > 400 ? 15 : 100;
  return {
    n,
    cholesky: best(
      repeats,
      () => l.set(a),
      () => cholesky(l, n),
    ),
    solveMany: best(
      repeats,
      () => x.set(a),
      () => solveRows(l, n, x, n),
    ),
    solveOne: best(
      repeats * 2,
      () => v.fill(1),
      () => solveLower(l, n, v),
    ),
  };
});
console.log(JSON.stringify(rows));
