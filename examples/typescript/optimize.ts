// Tunes a function: how best to smooth noisy points. The space is a plain object and types the parameters.
// Run: node optimize.ts
import { openStudy } from 'tunewright';

interface Point {
  readonly x: number;
  readonly y: number;
}

// A sine with noise that is the same every time; every third point is for validation.
const points: Point[] = Array.from({ length: 90 }, (_, i) => ({
  x: i / 15,
  y: Math.sin(i / 15) + 0.3 * Math.sin(97 * i * i),
}));
const training = points.filter((_, i) => i % 3 !== 0);
const validation = points.filter((_, i) => i % 3 === 0);

const study = await openStudy({
  name: 'smoothing',
  space: {
    smoother: {
      oneOf: {
        kernel: { width: { float: [0.01, 5], log: true } },
        nearest: { neighbours: { int: [1, 60], log: true } },
      },
    },
  },
  objective: { minimize: 'error' },
  budget: { trials: 40 },
  seed: 1,
});

await study.optimize(({ params: { smoother } }) => {
  const predict = (x: number): number => {
    const distance = (point: Point): number => Math.abs(point.x - x);
    // A union told apart by its name: `neighbours` exists under "nearest" only, and the compiler knows.
    if (smoother.name === 'nearest') {
      const near = training.toSorted((a, b) => distance(a) - distance(b)).slice(0, smoother.neighbours);
      return mean(near.map((point) => point.y));
    }
    const weights = training.map((point) => Math.exp(-((distance(point) / smoother.width) ** 2)));
    return mean(training.map((point, i) => point.y * weights[i]!)) / mean(weights);
  };
  return mean(validation.map(({ x, y }) => (y - predict(x)) ** 2));
});

const best = study.best();
console.log(`error ${best?.metrics.error?.toFixed(4)} with`, best?.params.smoother);
await study.close();

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
