import { createInterner, type Scope } from './term.ts';

/**
 * The scope of limits: every name is a metric, a number by that name; NaN where the program did not report
 * it. Metrics are not known before the first run, so no name is wrong.
 */
export function metricScope(): Scope<{ readonly [name: string]: number }> {
  return {
    noun: 'metric',
    interner: createInterner(),
    names: () => [],
    resolve: (path) => ({
      shape: 'scalar',
      type: 'number',
      read: (metrics) => (Object.hasOwn(metrics, path) ? (metrics[path] as number) : Number.NaN),
    }),
  };
}
