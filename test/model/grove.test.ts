import { expect, test } from 'vitest';
import { stream } from '../../src/math/random.ts';
import { Grove } from '../../src/model/forest/grove.ts';
import { Posterior } from '../../src/model/forest/posterior.ts';

const columns = { count: 3, categories: Int32Array.of(0, 0, 4) };
const options = { trees: 12, featureShare: 5 / 6, name: 'test', seed: 5 };
const random = stream(1);
/** Ordered, ordered and often inactive, a category. */
const rows = Array.from({ length: 150 }, () =>
  Float64Array.of(
    random.uniform(),
    random.uniform() < 0.4 ? Number.NaN : random.uniform(),
    random.integer(4),
  ),
);
const target = ([a = 0, b = 0, c = 0]: Float64Array): number =>
  a + (Number.isNaN(b) ? 0.5 : b * b) + (c > 1 ? 1 : 0);
const all = Float64Array.from(rows, target);
const upTo = (m: number): Float64Array => all.slice(0, m);

function grown(after: readonly number[]): Grove {
  const grove = new Grove(columns, options);
  for (const count of after) {
    while (grove.count < count) grove.add(rows[grove.count]!);
    grove.grow(upTo);
  }
  return grove;
}

test('the trees depend on the rows alone, not on when they were asked for', () => {
  const once = grown([150]);
  const often = grown(Array.from({ length: 149 }, (_, i) => i + 2));
  expect([...once.leaves.subarray(0, 150 * 12)]).toEqual([...often.leaves.subarray(0, 150 * 12)]);
});

test('forgetting and adding again gives the same trees', () => {
  const grove = grown([90]);
  const before = [...grove.leaves.subarray(0, 90 * 12)];
  grove.clear();
  while (grove.count < 90) grove.add(rows[grove.count]!);
  grove.grow(upTo);
  expect([...grove.leaves.subarray(0, 90 * 12)]).toEqual(before);
});

test('predicts what it did not see, across categories and inactive inputs', () => {
  const grove = grown([120]);
  const posterior = new Posterior(grove, upTo(120));
  const leaves = new Int32Array(12);
  let rest = 0;
  let total = 0;
  const mean = all.reduce((a, b) => a + b) / all.length;
  for (let i = 120; i < 150; i++) {
    grove.leavesOf(rows[i]!, 0, leaves);
    posterior.at(leaves);
    expect(posterior.variance).toBeGreaterThanOrEqual(0);
    rest += (posterior.mean - all[i]!) ** 2;
    total += (mean - all[i]!) ** 2;
  }
  expect(1 - rest / total).toBeGreaterThan(0.8);
});
