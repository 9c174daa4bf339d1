import { splitRows, type TrialHandle } from 'tunewright';
import { loadDigits, pick } from './data.ts';
import { accuracy, type Setting, train } from './train.ts';

const digits = loadDigits();

/** Trains a network on this evaluation's rows and judges it on the others: a fold of the images, or at last the locked ones. */
export default async function objective(trial: TrialHandle<Setting>): Promise<Record<string, number>> {
  const rows = splitRows(digits.count, trial, { labels: digits.labels, holdout: 0.2 });
  const [training, validation] = [pick(digits, rows.train), pick(digits, rows.test)];
  let scores = {};
  for (const { epoch, network, loss } of train(training, trial.params, trial.fidelity.epochs!, trial.seed)) {
    const val_accuracy = accuracy(network, validation);
    await trial.report(epoch, { val_accuracy, train_loss: loss });
    scores = {
      val_accuracy,
      train_accuracy: epoch === trial.fidelity.epochs ? accuracy(network, training) : 0,
    };
  }
  return scores;
}
