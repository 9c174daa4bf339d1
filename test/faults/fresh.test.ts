import { expect, it } from 'vitest';
import { expectOnce } from './expect-once.ts';
import { killingFresh } from './fresh.ts';

it('confirmation and holdout survive 60 kills, and the holdout is read once', async () => {
  const report = await killingFresh(30, 1);
  expect(report.kills).toEqual({ confirm: 30, holdout: 30 });
  expectOnce(report);
});
