import type { Problem, Transferred } from '../sampler/port.ts';
import type { Fidelity } from '../scheduler/port.ts';
import { compileSpace } from '../space/compile.ts';
import { type Condition, compileCondition } from '../space/expression/compile.ts';
import { metricScope } from '../space/expression/metrics.ts';
import type { Space } from '../space/space.ts';
import type { Metrics } from '../trial/event.ts';
import type { Definition } from './definition/definition.ts';

/** A definition made ready for use. The budget in force is the log's, which may be edited meanwhile. */
export interface Terms {
  readonly definition: Definition;
  readonly space: Space;
  /** Metric and sign of each objective; metric × sign is to be minimised. */
  readonly objectives: readonly { readonly metric: string; readonly sign: 1 | -1 }[];
  readonly limits: readonly Condition<Metrics>[];
  /** Full amount of each fidelity. */
  readonly fidelity: Metrics;
  readonly fidelities: readonly Fidelity[];
  /** Share of the budget that is kept for confirmation and holdout; absent without them. */
  readonly kept?: number;
  /** Whether evaluations may be given less than the full fidelity. */
  readonly ranged: boolean;
}

/** @throws {TunewrightError} TW_SPACE_..., TW_EXPRESSION_... */
export function compileTerms(definition: Definition): Terms {
  const scope = metricScope();
  const fidelities = Object.entries(definition.fidelity).map(([name, amount]): Fidelity => {
    const [least, full] = typeof amount === 'number' ? [amount, amount] : amount;
    return { name, least, full, whole: Number.isInteger(least) && Number.isInteger(full) };
  });
  return {
    definition,
    space: compileSpace(definition.space, definition.constraints),
    objectives: definition.objectives.map(({ metric, direction }) => ({
      metric,
      sign: direction === 'minimize' ? 1 : -1,
    })),
    limits: definition.limits.map((text, index) =>
      compileCondition({ text, path: `limits[${index}]` }, scope),
    ),
    fidelity: Object.fromEntries(fidelities.map(({ name, full }) => [name, full])),
    fidelities,
    ...keptOf(definition),
    ranged: fidelities.some(({ least, full }) => least < full),
  };
}

/** Where only a holdout is to be read, so much is kept for it. */
const holdoutShare = 0.05;

function keptOf({ confirm, holdout }: Definition): { readonly kept?: number } {
  if (confirm !== undefined) return { kept: confirm.share };
  return holdout === undefined ? {} : { kept: holdoutShare };
}

/** What the sampler is asked to solve, under the definition that the log has at some position. */
export function problemOf(
  terms: Terms,
  logged: Definition,
  transferred: readonly Transferred[] = [],
): Problem {
  const { trials } = logged.budget;
  return {
    space: terms.space,
    objectives: terms.objectives.length,
    limits: terms.limits.length,
    seed: logged.seed,
    ...(trials !== undefined && { trials }),
    parallel: logged.parallel,
    ...(terms.ranged && {
      leastFidelity: Math.min(...terms.fidelities.map(({ least, full }) => least / full)),
    }),
    noisy: logged.noisy,
    ...(transferred.length > 0 && { transferred }),
  };
}

/** The first objective without a finite value, as a sentence; undefined when all have one. */
export function missingObjective(terms: Terms, metrics: Metrics): string | undefined {
  for (const { metric } of terms.objectives) {
    if (!Object.hasOwn(metrics, metric)) {
      const given = Object.keys(metrics).slice(0, 12).join(', ');
      return `there is no value of ${metric}; ${given === '' ? 'no metrics were given' : `given were: ${given}`}`;
    }
    if (!Number.isFinite(metrics[metric])) return `${metric} is ${metrics[metric]}, not a finite number`;
  }
  return undefined;
}

/** The objectives' values, to minimise, shape [objectives]; NaN where there is none. */
export function valuesOf(terms: Terms, metrics: Metrics): Float64Array {
  return Float64Array.from(
    terms.objectives,
    ({ metric, sign }) => sign * (Object.hasOwn(metrics, metric) ? metrics[metric]! : Number.NaN),
  );
}

/** By how much the limits are exceeded in all; 0 when all hold, NaN where one is unknown. */
export function excessOf(terms: Terms, metrics: Metrics): number {
  return terms.limits.reduce((sum, limit) => sum + Math.max(0, limit.excess(metrics)), 0);
}

/** Whether every limit is known to hold. */
export function withinLimits(terms: Terms, metrics: Metrics): boolean {
  for (const limit of terms.limits) if (!(limit.excess(metrics) <= 0)) return false;
  return true;
}

/** A trial's place on the fidelity axis: the least share of any amount, in (0, 1]; 1 without fidelities. */
export function fidelityShare(terms: Terms, reached: Metrics): number {
  let share = 1;
  for (const name in terms.fidelity) {
    const part = (reached[name] ?? 0) / (terms.fidelity[name] as number);
    if (part < share) share = part;
  }
  return Math.max(share, 1e-9);
}

/**
 * The share of the full fidelity at which a report was made: its step counts the only fidelity, unless it tells the
 * amount itself. Undefined where that cannot be known.
 */
export function reportShare(terms: Terms, step: number, metrics: Metrics): number | undefined {
  const [fidelity, another] = terms.fidelities;
  if (fidelity === undefined || another !== undefined) return undefined;
  const { name, full } = fidelity;
  const share = (Object.hasOwn(metrics, name) ? metrics[name]! : step) / full;
  return share > 0 ? Math.min(1, share) : undefined;
}
