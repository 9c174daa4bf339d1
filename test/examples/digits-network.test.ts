import { describe, expect, it } from 'vitest';
import { CLASSES, type Images, join, loadDigits, PIXELS, splitDigits } from '../../examples/digits/data.ts';
import { Network } from '../../examples/digits/network.ts';
import { adam, sgd } from '../../examples/digits/optimizer.ts';
import { randomFrom } from '../../examples/digits/random.ts';
import { accuracy, type Setting, train } from '../../examples/digits/train.ts';

const setting: Setting = {
  learning_rate: 1e-3,
  units: [64, 64],
  dropout: 0,
  batch_size: 32,
  weight_decay: 1e-4,
  optimizer: { name: 'adam', beta2: 0.999 },
};

const digits = loadDigits();
const parts = splitDigits(digits);

function perDigit({ labels }: Images): number[] {
  const counts = new Array<number>(CLASSES).fill(0);
  for (const label of labels) counts[label]! += 1;
  return counts;
}

describe('the digits', () => {
  it('are the 1,797 images of the UCI test set', () => {
    expect(digits.count).toBe(1797);
    // From the data set's own description.
    expect(perDigit(digits)).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    expect(Math.min(...digits.pixels)).toBe(0);
    expect(Math.max(...digits.pixels)).toBe(1);
  });

  it('are split without overlap, each digit with the same share', () => {
    const { train: training, validation, test } = parts;
    expect(training.count + validation.count + test.count).toBe(1797);
    for (const [digit, count] of perDigit(test).entries()) {
      expect(count).toBe(perDigit(validation)[digit]);
      expect(count).toBe(Math.round(perDigit(digits)[digit]! / 5));
    }
    const left = new Map<string, number>();
    const count = (images: Images, change: number): void => {
      for (let index = 0; index < images.count; index++) {
        const key = images.pixels.subarray(index * PIXELS, (index + 1) * PIXELS).join();
        left.set(key, (left.get(key) ?? 0) + change);
      }
    };
    count(digits, 1);
    for (const part of [training, validation, test]) count(part, -1);
    expect([...left.values()].every((images) => images === 0)).toBe(true);
  });

  it('join to one set', () => {
    const both = join(parts.train, parts.validation);
    expect(both.count).toBe(parts.train.count + parts.validation.count);
    expect(both.labels.at(-1)).toBe(parts.validation.labels.at(-1));
    expect(both.pixels.at(-3)).toBe(parts.validation.pixels.at(-3));
  });
});

describe('the network', () => {
  it('has the gradients of its loss', () => {
    const random = randomFrom(3);
    const network = new Network([4, 5, 3, 2], random);
    const image = Float64Array.from([0.3, 0, 1, 0.7]);
    const loss = (): number => network.learn(image, 1, 0, random);
    network.gradients.fill(0);
    loss();
    const gradients = network.gradients.slice();
    for (let i = 0; i < gradients.length; i++) {
      const kept = network.parameters[i]!;
      network.parameters[i] = kept + 1e-6;
      const above = loss();
      network.parameters[i] = kept - 1e-6;
      const below = loss();
      network.parameters[i] = kept;
      expect(gradients[i]).toBeCloseTo((above - below) / 2e-6, 6);
    }
    expect(gradients.some((gradient) => Math.abs(gradient) > 0.01)).toBe(true);
  });

  it('keeps the mean signal under dropout', () => {
    const network = new Network([1, 200, 2], randomFrom(1));
    const random = randomFrom(2);
    const dim = Float64Array.of(0.01); // so dim that the loss is linear in the scores
    const signal = (dropout: number, draws: number): number => {
      let sum = 0;
      for (let draw = 0; draw < draws; draw++) sum += network.learn(dim, 0, dropout, random) - Math.log(2);
      return sum / draws;
    };
    expect(signal(0.5, 1)).not.toBe(signal(0, 1));
    expect(signal(0.5, 5000) / signal(0, 1)).toBeCloseTo(1, 1);
  });

  it('learns to read, the same way each time', () => {
    const score = (): number => {
      let result = 0;
      for (const { network } of train(parts.train, setting, 5, 1))
        result = accuracy(network, parts.validation);
      return result;
    };
    const first = score();
    expect(first).toBeGreaterThan(0.85);
    expect(score()).toBe(first);
  });
});

describe('the optimizers', () => {
  it.each([
    ['sgd', sgd(1, { momentum: 0, nesterov: false }), 0.1],
    ['sgd with momentum', sgd(1, { momentum: 0.8, nesterov: false }), 0.05],
    ['sgd with Nesterov momentum', sgd(1, { momentum: 0.8, nesterov: true }), 0.05],
    ['adam', adam(1, { beta2: 0.9 }), 0.05],
  ] as const)('%s finds the minimum of a parabola', (_, optimizer, rate) => {
    const x = Float64Array.of(5);
    for (let i = 0; i < 300; i++) optimizer.step(x, Float64Array.of(2 * (x[0]! - 3)), rate);
    expect(x[0]).toBeCloseTo(3, 2);
  });

  it('adam begins with a step of the learning rate', () => {
    const x = Float64Array.of(0);
    adam(1, { beta2: 0.999 }).step(x, Float64Array.of(1234), 0.01);
    expect(x[0]).toBeCloseTo(-0.01, 8);
  });
});
