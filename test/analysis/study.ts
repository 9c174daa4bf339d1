import type { Goal } from '../../src/analysis/observations.ts';
import { compileSpace } from '../../src/space/compile.ts';
import { compileCondition } from '../../src/space/expression/compile.ts';
import { metricScope } from '../../src/space/expression/metrics.ts';
import type { ParamValues } from '../../src/space/space.ts';
import type { SpaceSpec } from '../../src/space/spec.ts';
import type { Metrics, Purpose, TrialStatus } from '../../src/trial/event.ts';
import { StudyState } from '../../src/trial/state.ts';

export interface Made {
  readonly params: ParamValues;
  readonly metrics: Metrics;
  readonly errors?: Metrics;
  readonly status?: TrialStatus;
  /** Scores on the folds that all trials share, from the first on; `metrics` is then their mean. */
  readonly folds?: readonly number[];
  /** Later evaluations. */
  readonly again?: readonly (readonly [Purpose, Metrics])[];
}

/** What a study is after. @param objectives - `loss` to minimise, `-accuracy` to maximise */
export function goalOf(spec: SpaceSpec, objectives: readonly string[], limits: readonly string[] = []): Goal {
  const scope = metricScope();
  return {
    space: compileSpace(spec),
    objectives: objectives.map((text) =>
      text.startsWith('-')
        ? { metric: text.slice(1), sign: -1 as const }
        : { metric: text, sign: 1 as const },
    ),
    limits: limits.map((text) => compileCondition({ text, path: 'limits' }, scope)),
    fidelity: {},
  };
}

/** A study in which these trials ran one after the other, each at a cost of 2. */
export function stateOf(goal: Goal, trials: readonly Made[]): StudyState {
  const state = new StudyState();
  state.apply({ type: 'study-created', at: 0, definition: {}, version: '0' });
  let evaluation = 0;
  trials.forEach(({ params, metrics, errors, status = 'completed', folds, again = [] }, trial) => {
    const { row } = goal.space.fromParams(params);
    const place = { position: -1, ordinal: -1, batch: [0, 1] as const };
    state.apply({ type: 'trial-created', at: 1, trial, origin: 'enqueued', row, ...place });
    const evaluate = (purpose: Purpose, of: Metrics, fold = -1): void => {
      const target = { fidelity: {}, seed: fold < 0 ? evaluation : 1, fold, split: 'search' };
      const token = state.position;
      const lease = { evaluation, trial, purpose, target, worker: { host: 'h', pid: 1 }, slot: 0 };
      state.apply({ type: 'evaluation-started', at: 2, ...lease });
      const end = {
        status: folds ? ('completed' as const) : status,
        metrics: of,
        reached: {},
        seconds: 1,
        cost: 2,
      };
      state.apply({ type: 'evaluation-ended', at: 3, evaluation, token, ...end });
      evaluation++;
    };
    if (folds === undefined) evaluate('search', metrics);
    for (const [fold, loss] of folds?.entries() ?? []) evaluate('search', { loss }, fold);
    state.apply({ type: 'trial-ended', at: 4, trial, status, metrics, ...(errors && { errors }) });
    for (const [purpose, of] of again) evaluate(purpose, of);
  });
  if (state.data.anomalyCount > 0) throw new Error(JSON.stringify(state.data.anomalies));
  return state;
}
