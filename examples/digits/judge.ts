import { join, loadDigits, splitDigits } from './data.ts';
import { accuracy, type Setting, train } from './train.ts';

/** Seeds that the search never uses: its own are drawn from 32 bits. */
const seeds = [1, 2, 3];

/**
 * How well a setting reads images that nothing was chosen by: mean accuracy on the test images of three networks, each
 * trained on training and validation images together.
 */
export function testAccuracy(setting: Setting, epochs: number): number {
  const digits = splitDigits(loadDigits());
  const known = join(digits.train, digits.validation);
  let sum = 0;
  for (const seed of seeds) {
    for (const { epoch, network } of train(known, setting, epochs, seed)) {
      if (epoch === epochs) sum += accuracy(network, digits.test);
    }
  }
  return sum / seeds.length;
}
