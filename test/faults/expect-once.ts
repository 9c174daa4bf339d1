import { expect } from 'vitest';
import type { FreshReport } from './fresh.ts';

/** Whatever was killed: every evaluation exists once, ends once, and the holdout is read for what is recommended and the default alone. */
export function expectOnce({ studies }: FreshReport): void {
  for (const { events, recommended, anomalies, openings } of studies) {
    expect(anomalies).toBe(0);
    expect(openings).toBe(1);
    const begun = events.flatMap((event) => (event.type === 'evaluation-started' ? [event] : []));
    const keys = begun.map(
      ({ trial, purpose, target }) => `${trial} ${purpose} ${target.seed} ${target.fold} ${target.split}`,
    );
    expect(new Set(keys).size).toBe(keys.length);
    const ended = events.flatMap((event) => (event.type === 'evaluation-ended' ? [event.evaluation] : []));
    expect(ended.sort((a, b) => a - b)).toEqual(begun.map(({ evaluation }) => evaluation));
    const of = (purpose: string): number[] =>
      begun.filter((one) => one.purpose === purpose).map(({ trial }) => trial);
    expect(of('search')).toHaveLength(10);
    // A share of all that was run, in whole partitions, of two trials and the default.
    expect(of('confirm').length).toBeGreaterThanOrEqual(6);
    const readers = [...new Set([recommended, 0])];
    expect([...new Set(of('holdout'))].sort()).toEqual(readers.sort());
    expect(of('holdout')).toHaveLength(4 * readers.length);
    const order = begun.map(({ purpose }) => purpose);
    expect(order.lastIndexOf('search')).toBeLessThan(order.indexOf('confirm'));
    expect(order.lastIndexOf('confirm')).toBeLessThan(order.indexOf('holdout'));
  }
}
