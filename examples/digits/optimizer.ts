/** Turns gradients into a step. */
export interface Optimizer {
  step(parameters: Float64Array, gradients: Float64Array, learningRate: number): void;
}

/** Gradient descent with momentum, as Sutskever et al. 2013 write it. */
export function sgd(size: number, options: { momentum: number; nesterov: boolean }): Optimizer {
  const { momentum, nesterov } = options;
  const velocity = new Float64Array(size);
  return {
    step(parameters, gradients, learningRate) {
      for (let i = 0; i < size; i++) {
        const gradient = gradients[i]!;
        const moved = momentum * velocity[i]! + gradient;
        velocity[i] = moved;
        parameters[i]! -= learningRate * (nesterov ? gradient + momentum * moved : moved);
      }
    },
  };
}

/** Adam, Kingma and Ba 2015, algorithm 1, with β1 = 0.9. */
export function adam(size: number, options: { beta2: number }): Optimizer {
  const beta1 = 0.9;
  const { beta2 } = options;
  const mean = new Float64Array(size);
  const square = new Float64Array(size);
  let steps = 0;
  return {
    step(parameters, gradients, learningRate) {
      steps++;
      const rate = (learningRate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
      for (let i = 0; i < size; i++) {
        const gradient = gradients[i]!;
        mean[i] = beta1 * mean[i]! + (1 - beta1) * gradient;
        square[i] = beta2 * square[i]! + (1 - beta2) * gradient * gradient;
        parameters[i]! -= (rate * mean[i]!) / (Math.sqrt(square[i]!) + 1e-8);
      }
    },
  };
}
