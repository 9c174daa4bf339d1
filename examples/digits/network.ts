import { normal } from './random.ts';

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Shape [inputs, outputs], a view into all parameters. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly weightGradients: Float64Array;
  readonly biasGradients: Float64Array;
  /** What came out for the last image, shape [outputs]. */
  readonly out: Float64Array;
  /** Derivative of the loss by what came out, before the activation, shape [outputs]. */
  readonly delta: Float64Array;
}

/**
 * A multilayer perceptron: ReLU between the layers, softmax at the end, cross-entropy as its loss.
 * All parameters lie in one array, so that an optimizer is one loop.
 */
export class Network {
  readonly parameters: Float64Array;
  readonly gradients: Float64Array;
  /** 1 where a parameter is a weight, 0 where it is a bias (which does not decay). */
  readonly isWeight: Uint8Array;
  readonly #layers: readonly Layer[];

  /** @param sizes - inputs, units of each hidden layer, classes */
  constructor(sizes: readonly number[], random: () => number) {
    const shapes = sizes.slice(1).map((outputs, index) => ({ inputs: sizes[index]!, outputs }));
    const count = shapes.reduce((sum, shape) => sum + (shape.inputs + 1) * shape.outputs, 0);
    this.parameters = new Float64Array(count);
    this.gradients = new Float64Array(count);
    this.isWeight = new Uint8Array(count);
    let start = 0;
    this.#layers = shapes.map(({ inputs, outputs }) => {
      const middle = start + inputs * outputs;
      const end = middle + outputs;
      const layer: Layer = {
        inputs,
        outputs,
        weights: this.parameters.subarray(start, middle),
        bias: this.parameters.subarray(middle, end),
        weightGradients: this.gradients.subarray(start, middle),
        biasGradients: this.gradients.subarray(middle, end),
        out: new Float64Array(outputs),
        delta: new Float64Array(outputs),
      };
      this.isWeight.fill(1, start, middle);
      const deviation = Math.sqrt(2 / inputs);
      for (let i = 0; i < layer.weights.length; i++) layer.weights[i] = deviation * normal(random);
      start = end;
      return layer;
    });
  }

  /** The digit that the network sees in an image. */
  classify(image: Float64Array): number {
    const scores = this.#forward(image, 0, undefined);
    let best = 0;
    for (let digit = 1; digit < scores.length; digit++) if (scores[digit]! > scores[best]!) best = digit;
    return best;
  }

  /**
   * Adds one image's gradients to `gradients`.
   * @param dropout - share of hidden units that are silent for this image, 0 ≤ dropout < 1
   * @returns its loss
   */
  learn(image: Float64Array, label: number, dropout: number, random: () => number): number {
    const scores = this.#forward(image, dropout, random);
    const loss = softmaxLoss(scores, label, this.#layers.at(-1)!.delta);
    for (let index = this.#layers.length - 1; index >= 0; index--) {
      const layer = this.#layers[index]!;
      const below = this.#layers[index - 1];
      collectGradients(layer, below?.out ?? image);
      if (below) passDown(layer, below, 1 / (1 - dropout));
    }
    return loss;
  }

  #forward(image: Float64Array, dropout: number, random: (() => number) | undefined): Float64Array {
    let values = image;
    this.#layers.forEach((layer, index) => {
      const { weights, bias, out, inputs, outputs } = layer;
      out.set(bias);
      for (let i = 0; i < inputs; i++) {
        const value = values[i]!;
        if (value === 0) continue;
        const row = i * outputs;
        for (let o = 0; o < outputs; o++) out[o]! += value * weights[row + o]!;
      }
      if (index < this.#layers.length - 1) {
        const scale = 1 / (1 - dropout);
        for (let o = 0; o < outputs; o++) {
          const silent = out[o]! <= 0 || (dropout > 0 && random !== undefined && random() < dropout);
          out[o] = silent ? 0 : out[o]! * scale;
        }
      }
      values = out;
    });
    return values;
  }
}

/** Cross-entropy of softmax(scores); writes its derivative by the scores into `delta`. */
function softmaxLoss(scores: Float64Array, label: number, delta: Float64Array): number {
  const top = Math.max(...scores);
  let sum = 0;
  for (let o = 0; o < scores.length; o++) sum += delta[o] = Math.exp(scores[o]! - top);
  for (let o = 0; o < scores.length; o++) delta[o]! /= sum;
  delta[label]! -= 1;
  return Math.log(sum) - (scores[label]! - top);
}

function collectGradients(layer: Layer, below: Float64Array): void {
  const { weightGradients, biasGradients, delta, inputs, outputs } = layer;
  for (let o = 0; o < outputs; o++) biasGradients[o]! += delta[o]!;
  for (let i = 0; i < inputs; i++) {
    const value = below[i]!;
    if (value === 0) continue;
    const row = i * outputs;
    for (let o = 0; o < outputs; o++) weightGradients[row + o]! += value * delta[o]!;
  }
}

/** The derivative one layer further down; nothing flows through a silent unit. */
function passDown(layer: Layer, below: Layer, scale: number): void {
  const { weights, delta, inputs, outputs } = layer;
  for (let i = 0; i < inputs; i++) {
    let sum = 0;
    if (below.out[i] !== 0) {
      const row = i * outputs;
      for (let o = 0; o < outputs; o++) sum += weights[row + o]! * delta[o]!;
    }
    below.delta[i] = sum * scale;
  }
}
