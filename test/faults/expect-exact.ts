import { expect } from 'vitest';
import type { KillReport } from './kills.ts';

/** Whatever was killed: no number twice or missing, one end each, exactly the budget, replayed bit for bit. */
export function expectExact(report: KillReport, budget: number): void {
  const { events, trials, anomalies, open, replay, leftovers, complaints } = report;
  expect(complaints).toEqual([]);
  expect(trials).toBe(budget);
  expect(anomalies).toBe(0);
  expect(open).toBe(0);
  const created = events.flatMap((event) => (event.type === 'trial-created' ? [event.trial] : []));
  expect(created).toEqual(Array.from({ length: budget }, (_, trial) => trial));
  const ended = events.flatMap((event) => (event.type === 'trial-ended' ? [event.trial] : []));
  expect(ended.sort((a, b) => a - b)).toEqual(created);
  const tokens = new Set<number>();
  for (const event of events) {
    // What was stopped before its process died ends without a lease.
    if (event.type !== 'evaluation-ended' || event.token === -1) continue;
    expect(tokens.has(event.token)).toBe(false);
    tokens.add(event.token);
  }
  expect(replay.exact).toBe(true);
  expect(replay.suggestions).toBe(budget - 1);
  expect(leftovers).toBe(0);
}
