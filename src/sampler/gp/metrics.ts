import type { Encoder } from '../../model/encoder.ts';
import { fitHyperparameters } from '../../model/gp/fit.ts';
import { defaultPriors, type Hyperparameters } from '../../model/gp/hyperparameters.ts';
import { GaussianProcess } from '../../model/gp/process.ts';
import type { Problem } from '../port.ts';
import type { Target, TrainingSet, Trials } from './target.ts';

/** One target's model: hyperparameters from an earlier position, data from now. */
export interface MetricModel {
  readonly set: TrainingSet;
  readonly process: GaussianProcess;
}

/** Observations that hyperparameters are fitted to, and that a model is conditioned on, at most: their cost is cubic. */
const FITTED = 128;
const CONDITIONED = 400;
/** Steps of an optimiser that begins near its end. */
const FEW_STEPS = 12;

/**
 * Fits hyperparameters to what was known at a position; undefined when there is nothing to learn from.
 * @param from - where to begin, if not at the means of the priors
 */
export function fitTarget(
  target: Target,
  trials: Trials,
  problem: Problem,
  from: Hyperparameters | undefined,
): Hyperparameters | undefined {
  const { features, targets, known } = target.collect(trials, FITTED);
  if (targets.every((target) => target === targets[0])) return undefined;
  return fitHyperparameters(features, targets, known, {
    priors: defaultPriors(features.dimensions - 1, problem.noisy),
    ...(from !== undefined && { starts: logarithms(from), iterations: FEW_STEPS }),
  });
}

function logarithms({ weights, signal, noise }: Hyperparameters): Float64Array {
  return Float64Array.of(...weights, signal, noise).map(Math.log);
}

/** The model of a target given all that is known now. */
export function conditionTarget(
  target: Target,
  trials: Trials,
  encoder: Encoder,
  problem: Problem,
  fitted: Hyperparameters | undefined,
): MetricModel {
  const set = target.collect(trials, CONDITIONED);
  const priors = defaultPriors(encoder.dimensions - 1, problem.noisy);
  const hyperparameters = fitted ?? {
    weights: new Float64Array(encoder.dimensions).fill(Math.exp(priors.weight.mean)),
    signal: Math.exp(priors.signal.mean),
    noise: Math.exp(priors.noise.mean),
  };
  return { set, process: new GaussianProcess(set.features, set.targets, set.known, hyperparameters) };
}
