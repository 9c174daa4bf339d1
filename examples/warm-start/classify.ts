import { type Images, loadDigits, PIXELS, splitDigits } from '../digits/data.ts';
import { accuracy, type Setting, train } from '../digits/train.ts';

/** What both searches choose. */
export interface Choice {
  readonly learning_rate: number;
  readonly width: number;
  readonly batch_size: number;
  readonly momentum: number;
}

const parts = splitDigits(loadDigits());

/** Validation accuracy of a network after three epochs on every n-th image of the training part. */
export function classify({ learning_rate, width, batch_size, momentum }: Choice, every: number): number {
  const setting: Setting = {
    learning_rate,
    units: [width],
    dropout: 0,
    batch_size,
    weight_decay: 0,
    optimizer: { name: 'sgd', momentum, nesterov: true },
  };
  let result = 0;
  for (const { network } of train(everyNth(parts.train, every), setting, 3, 1)) {
    result = accuracy(network, parts.validation);
  }
  return result;
}

/** The images lie in the order of their digits, so this keeps their shares. */
function everyNth({ pixels, labels }: Images, every: number): Images {
  const kept = [...labels.keys()].filter((image) => image % every === 0);
  return {
    count: kept.length,
    pixels: Float64Array.from(
      kept.flatMap((image) => [...pixels.subarray(image * PIXELS, (image + 1) * PIXELS)]),
    ),
    labels: Uint8Array.from(kept, (image) => labels[image]!),
  };
}
