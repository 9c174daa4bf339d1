import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrialHandle } from 'tunewright';
import { CLASSES, loadDigits, PIXELS, splitDigits } from '../digits/data.ts';
import { Network } from '../digits/network.ts';
import { sgd } from '../digits/optimizer.ts';
import { randomFrom, shuffle } from '../digits/random.ts';
import { accuracy } from '../digits/train.ts';

interface Setting {
  readonly learning_rate: number;
  readonly momentum: number;
  readonly dropout: number;
}

const BATCH = 32;
const digits = splitDigits(loadDigits());

/** Trains from where the checkpoint ends to the epochs that this trial is given. */
export default async function objective(trial: TrialHandle<Setting>): Promise<number> {
  const { params, fidelity, reached, seed, checkpointFolder } = trial;
  const network = new Network([PIXELS, 32, CLASSES], randomFrom(seed));
  const file = join(checkpointFolder!, 'weights.bin');
  const begin = existsSync(file) ? (reached.epochs ?? 0) : 0;
  if (begin > 0) network.parameters.set(new Float64Array(new Uint8Array(readFileSync(file)).buffer));
  const optimizer = sgd(network.parameters.length, { momentum: params.momentum, nesterov: false });
  for (let epoch = begin + 1; epoch <= fidelity.epochs!; epoch++) {
    trainEpoch(network, params, optimizer, randomFrom(seed + epoch));
    await trial.report(epoch, accuracy(network, digits.validation));
  }
  writeFileSync(`${file}.new`, new Uint8Array(network.parameters.buffer));
  renameSync(`${file}.new`, file);
  return accuracy(network, digits.validation);
}

function trainEpoch(
  network: Network,
  { learning_rate, dropout }: Setting,
  optimizer: ReturnType<typeof sgd>,
  random: () => number,
): void {
  const { train } = digits;
  const order = Int32Array.from({ length: train.count }, (_, image) => image);
  shuffle(order, random);
  for (let start = 0; start < order.length; start += BATCH) {
    const members = order.subarray(start, start + BATCH);
    network.gradients.fill(0);
    for (const image of members) {
      const pixels = train.pixels.subarray(image * PIXELS, (image + 1) * PIXELS);
      network.learn(pixels, train.labels[image]!, dropout, random);
    }
    for (let i = 0; i < network.gradients.length; i++) network.gradients[i]! /= members.length;
    optimizer.step(network.parameters, network.gradients, learning_rate);
  }
}
