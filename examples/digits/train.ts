import { CLASSES, type Images, PIXELS } from './data.ts';
import { Network } from './network.ts';
import { adam, type Optimizer, sgd } from './optimizer.ts';
import { randomFrom, shuffle } from './random.ts';

/** What the search chooses. */
export interface Setting {
  readonly learning_rate: number;
  /** Units of each hidden layer. */
  readonly units: readonly number[];
  readonly dropout: number;
  readonly batch_size: number;
  readonly weight_decay: number;
  readonly optimizer:
    | { readonly name: 'sgd'; readonly momentum: number; readonly nesterov: boolean }
    | { readonly name: 'adam'; readonly beta2: number };
}

export interface Epoch {
  /** Counted from 1. */
  readonly epoch: number;
  readonly network: Network;
  /** Mean loss over the training images during the epoch. */
  readonly loss: number;
}

/** Trains a network; yields after every epoch. The learning rate falls to zero along a cosine. */
export function* train(images: Images, setting: Setting, epochs: number, seed: number): Generator<Epoch> {
  const random = randomFrom(seed);
  const network = new Network([PIXELS, ...setting.units, CLASSES], random);
  const optimizer = makeOptimizer(network.parameters.length, setting);
  const order = Int32Array.from({ length: images.count }, (_, image) => image);
  const batches = Math.ceil(images.count / setting.batch_size);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    shuffle(order, random);
    let loss = 0;
    for (let batch = 0; batch < batches; batch++) {
      const members = order.subarray(batch * setting.batch_size, (batch + 1) * setting.batch_size);
      network.gradients.fill(0);
      for (const image of members) {
        const pixels = images.pixels.subarray(image * PIXELS, (image + 1) * PIXELS);
        loss += network.learn(pixels, images.labels[image]!, setting.dropout, random);
      }
      averageAndDecay(network, members.length, setting.weight_decay);
      const progress = (epoch - 1 + batch / batches) / epochs;
      const learningRate = (setting.learning_rate * (1 + Math.cos(Math.PI * progress))) / 2;
      optimizer.step(network.parameters, network.gradients, learningRate);
    }
    yield { epoch, network, loss: loss / images.count };
  }
}

/** Share of the images that the network reads correctly. */
export function accuracy(network: Network, images: Images): number {
  let correct = 0;
  for (let image = 0; image < images.count; image++) {
    const pixels = images.pixels.subarray(image * PIXELS, (image + 1) * PIXELS);
    if (network.classify(pixels) === images.labels[image]) correct++;
  }
  return correct / images.count;
}

function makeOptimizer(size: number, { optimizer }: Setting): Optimizer {
  return optimizer.name === 'sgd' ? sgd(size, optimizer) : adam(size, optimizer);
}

/** From a sum over a batch to its mean, plus the gradient of `weightDecay / 2 · |weights|²`. */
function averageAndDecay(network: Network, batchSize: number, weightDecay: number): void {
  const { gradients, parameters, isWeight } = network;
  for (let i = 0; i < gradients.length; i++) {
    gradients[i] = gradients[i]! / batchSize + weightDecay * isWeight[i]! * parameters[i]!;
  }
}
