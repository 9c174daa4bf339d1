import type { TrialHandle } from 'tunewright';
import { loadDigits, splitDigits } from './data.ts';
import { accuracy, type Setting, train } from './train.ts';

const digits = splitDigits(loadDigits());

/** Trains one network and judges it on the validation images; the test images stay untouched. */
export default async function objective(trial: TrialHandle<Setting>): Promise<number> {
  let score = 0;
  for (const { epoch, network, loss } of train(
    digits.train,
    trial.params,
    trial.fidelity.epochs!,
    trial.seed,
  )) {
    score = accuracy(network, digits.validation);
    await trial.report(epoch, { val_accuracy: score, train_loss: loss });
  }
  return score;
}
