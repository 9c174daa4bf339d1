import type { Problem, Transferred } from '../sampler/port.ts';
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
}

/** @throws {TunewrightError} TW_SPACE_..., TW_EXPRESSION_... */
export function compileTerms(definition: Definition): Terms {
  const scope = metricScope();
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
    fidelity: Object.fromEntries(
      Object.entries(definition.fidelity).map(([name, amount]) => [
        name,
        typeof amount === 'number' ? amount : amount[1],
      ]),
    ),
  };
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
