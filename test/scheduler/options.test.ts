import { describe, expect, it } from 'vitest';
import { openStudy } from '../../src/index.ts';

const given: readonly [
  scheduler: string,
  good: Readonly<Record<string, unknown>>,
  bad: Readonly<Record<string, readonly unknown[]>>,
][] = [
  ['auto', {}, {}],
  ['single', {}, {}],
  ['asha', { eta: 2, mode: 'promote' }, { eta: [1, 2.5, '3'], mode: ['pause', 1] }],
  ['hyperband', { eta: 4, mode: 'stop', brackets: 3 }, { eta: [0], mode: [null], brackets: [0] }],
  ['halving', { eta: 3, cohort: 9 }, { eta: [1], cohort: [0, 1.5] }],
  ['median', { startup: 1, warmup: 3 }, { startup: [0], warmup: [-1] }],
  [
    'percentile',
    { percentile: 25, startup: 4, warmup: 0 },
    { percentile: [0, 100], startup: [0], warmup: ['1'] },
  ],
  ['patience', { reports: 3, least: 0.001 }, { reports: [0], least: [-1, Number.NaN] }],
  ['threshold', { worst: { loss: 3 }, warmup: 2 }, { worst: [undefined, 3, { loss: '3' }], warmup: [-1] }],
  ['curve', { chance: 0.1, reports: 5 }, { chance: [0, 1], reports: [2] }],
  ['wilcoxon', { alpha: 0.05, least: 4 }, { alpha: [0, 0.6], least: [0] }],
];

const open = (name: string, options: object) =>
  openStudy({
    name: 'options',
    space: { x: { float: [0, 1] } },
    objective: { minimize: 'loss' },
    fidelity: { epochs: [1, 9] },
    scheduler: { name, ...options },
  });

describe.each(given)('the options of %s', (name, good, bad) => {
  it('are taken as documented', async () => {
    await expect(open(name, good)).resolves.toBeDefined();
    expect(Object.keys(bad)).toEqual(Object.keys(good));
  });

  it('are refused where they are wrong', async () => {
    for (const [option, values] of Object.entries(bad)) {
      for (const value of values) {
        await expect(open(name, { ...good, [option]: value })).rejects.toMatchObject({
          code: 'TW_SCHEDULER_OPTION_VALUE',
          place: { path: expect.stringMatching(`^scheduler.${option}`) },
        });
      }
    }
    await expect(open(name, { ...good, etta: 3 })).rejects.toMatchObject({
      code: 'TW_SCHEDULER_OPTION_UNKNOWN',
      place: { path: 'scheduler.etta' },
    });
  });
});
