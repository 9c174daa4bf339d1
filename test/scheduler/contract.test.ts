import { describe, it } from 'vitest';
import {
  ashaScheduler,
  autoScheduler,
  curveScheduler,
  halvingScheduler,
  hyperbandScheduler,
  medianScheduler,
  patienceScheduler,
  percentileScheduler,
  populationBanditScheduler,
  populationScheduler,
  racingScheduler,
  replicatedScheduler,
  singleScheduler,
  thresholdScheduler,
  wilcoxonScheduler,
} from '../../src/index.ts';
import { schedulerContract } from '../../src/testing/index.ts';

const unranged = true;

schedulerContract(singleScheduler, { describe, it, unranged });
schedulerContract(autoScheduler, { describe, it, unranged });
schedulerContract(() => ashaScheduler(), { describe, it });
schedulerContract(() => ashaScheduler({ mode: 'promote', eta: 2 }), { describe, it });
schedulerContract(() => hyperbandScheduler({ eta: 2 }), { describe, it });
schedulerContract(() => hyperbandScheduler({ mode: 'promote' }), { describe, it });
schedulerContract(() => halvingScheduler({ cohort: 9 }), { describe, it });
schedulerContract(() => medianScheduler({ startup: 3 }), { describe, it, unranged });
schedulerContract(() => percentileScheduler({ percentile: 25, warmup: 1 }), { describe, it, unranged });
schedulerContract(() => patienceScheduler({ reports: 2, least: 0.05 }), { describe, it, unranged });
schedulerContract(
  (metric) => thresholdScheduler({ worst: metric === 'loss' ? { loss: 0.5 } : { score: -0.5 } }),
  { describe, it, unranged },
);
for (const make of [populationScheduler, populationBanditScheduler])
  schedulerContract(() => make({ population: 4, generations: 3 }), {
    describe,
    it,
    exceptions: {
      budget: 'a population ends when its members do',
      default: 'the default configuration is a member like others, and is trained in parts',
    },
  });
schedulerContract(() => curveScheduler({ chance: 0.2 }), { describe, it, unranged });
schedulerContract(() => wilcoxonScheduler(), { describe, it, unranged });
schedulerContract(() => replicatedScheduler(), { describe, it, unranged });
schedulerContract(() => racingScheduler(), { describe, it, unranged });
