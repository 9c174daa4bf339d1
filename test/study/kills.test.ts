import { expect, it } from 'vitest';
import { expectExact } from '../faults/expect-exact.ts';
import { killing } from '../faults/kills.ts';

// The short version of test/faults/study.test.ts.
it('a parallel study survives 10 kills with exactly its budget', async () => {
  const report = await killing(10, 200, 2);
  expect(report.kills).toBe(10);
  expectExact(report, 200);
}, 300_000);

it('so does one whose suggestions are computed ahead in a thread', async () => {
  const report = await killing(10, 120, 3, 'gp');
  expect(report.kills).toBe(10);
  expectExact(report, 120);
}, 300_000);
