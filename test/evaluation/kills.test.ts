import { expect, it } from 'vitest';
import { expectOnce } from '../faults/expect-once.ts';
import { killingFresh } from '../faults/fresh.ts';

// The short version of test/faults/fresh.test.ts.
it('confirmation and holdout survive kills, and the holdout is read once', async () => {
  const report = await killingFresh(2, 2);
  expect(report.kills).toEqual({ confirm: 2, holdout: 2 });
  expectOnce(report);
}, 300_000);
