import { describe, expect, it } from 'vitest';
import { expectExact } from './expect-exact.ts';
import { killing } from './kills.ts';

describe('a parallel study whose commands and programs are killed', () => {
  it('survives 200 kills with exactly its budget', async () => {
    const report = await killing(200, 4000, 1);
    expect(report.kills).toBe(200);
    expectExact(report, 4000);
    for (const target of ['command', 'commands', 'program'])
      expect(report.byTarget[target]).toBeGreaterThan(20);
  });

  it('survives 60 kills while suggestions are computed ahead in a thread', async () => {
    const report = await killing(60, 300, 4, 'gp');
    expect(report.kills).toBe(60);
    expectExact(report, 300);
  });

  it.each([{ name: 'asha' }, { name: 'asha', mode: 'promote' }, { name: 'halving', cohort: 9 }])(
    'survives 30 kills while trials are stopped, paused and promoted: %j',
    async (scheduler) => {
      const report = await killing(30, 120, 5, 'random', scheduler);
      expect(report.kills).toBe(30);
      expectExact(report, 120);
    },
  );
});
