import type { Metrics } from '../trial/event.ts';

/** What one evaluation gave. */
export interface Sample {
  readonly metrics: Metrics;
  /** Share of the full fidelity that it reached, in (0, 1]. */
  readonly share: number;
  /** Evaluations with the same key continue one another: the last one counts. */
  readonly key: string;
}

export interface Estimate {
  /** Each metric's mean. */
  readonly metrics: Metrics;
  /** Standard error of each mean; absent with a single sample. */
  readonly errors: Metrics | undefined;
  /** Share of the full fidelity that the samples reached. */
  readonly share: number;
  /** Those that reached furthest, each place once. */
  readonly samples: readonly Sample[];
}

/**
 * What a trial's evaluations say together: the mean over those that reached furthest, with its standard error
 * s/√k. Samples that continue one another count once.
 * @param samples - in the order of the log
 * @returns undefined without samples
 */
export function estimateOf(samples: readonly Sample[]): Estimate | undefined {
  const last = new Map<string, Sample>();
  for (const sample of samples) {
    const before = last.get(sample.key);
    if (before === undefined || sample.share >= before.share) last.set(sample.key, sample);
  }
  const share = Math.max(...[...last.values()].map((sample) => sample.share));
  const furthest = [...last.values()].filter((sample) => sample.share === share);
  const [first] = furthest;
  if (first === undefined) return undefined;
  if (furthest.length === 1) return { metrics: first.metrics, errors: undefined, share, samples: furthest };
  const metrics: { [name: string]: number } = {};
  const errors: { [name: string]: number } = {};
  for (const name of new Set(furthest.flatMap((sample) => Object.keys(sample.metrics)))) {
    const values = furthest.map((sample) => sample.metrics[name] ?? Number.NaN);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    metrics[name] = mean;
    errors[name] = Math.sqrt(squares / (values.length - 1) / values.length);
  }
  return { metrics, errors, share, samples: furthest };
}
