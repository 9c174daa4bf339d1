import type { TrialHandle } from 'tunewright';
import { loadDigits, splitDigits } from '../digits/data.ts';
import { accuracy, train } from '../digits/train.ts';

interface Params {
  readonly learning_rate: number;
  /** Of each hidden layer. */
  readonly units: readonly number[];
  readonly batch_size: number;
  readonly momentum: number;
}

const { train: training, validation } = splitDigits(loadDigits());

/** Share of the validation images that the network misreads, and how many numbers it consists of. */
export default function objective({ params, fidelity, seed }: TrialHandle<Params>): {
  error: number;
  weights: number;
} {
  const { learning_rate, units, batch_size, momentum } = params;
  const optimizer = { name: 'sgd', momentum, nesterov: true } as const;
  const setting = { learning_rate, units, batch_size, optimizer, dropout: 0, weight_decay: 0 };
  let error = 1;
  let weights = 0;
  for (const { network } of train(training, setting, fidelity.epochs!, seed)) {
    error = 1 - accuracy(network, validation);
    weights = network.parameters.length;
  }
  return { error, weights };
}
