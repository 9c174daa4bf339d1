import { describe, it } from 'vitest';
import { racingScheduler, replicatedScheduler, singleScheduler } from '../../src/index.ts';
import { confirmed } from '../../src/scheduler/confirmation/confirmed.ts';
import { heldOut } from '../../src/scheduler/holdout/held-out.ts';
import { schedulerContract } from '../../src/testing/index.ts';

const unranged = true;

schedulerContract(() => replicatedScheduler(), { describe, it, unranged });
schedulerContract(() => racingScheduler(), { describe, it, unranged });
schedulerContract(
  () => ({
    ...heldOut(confirmed(singleScheduler(), { share: 0.1, top: 2 }), { split: 'test', seeds: 2 }),
    name: 'guarded',
  }),
  { describe, it, unranged },
);
