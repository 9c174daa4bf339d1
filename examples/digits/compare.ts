// Reads the finished study and judges its best and the default setting on the test images.
import { loadStudy } from 'tunewright';
import { testAccuracy } from './judge.ts';
import type { Setting } from './train.ts';

const folder = import.meta.dirname;
const study = await loadStudy('digits', { folder });
const best = study.best();
if (best?.default === undefined) throw new Error('No trial has completed yet: run the study first.');
const epochs = study.definition.fidelity.epochs as number;

console.log(
  '\nThe search never saw the test images. Now both settings are trained anew on training and validation',
);
console.log('images, three networks each, and read them:\n');
const tuned = testAccuracy(best.params as unknown as Setting, epochs);
const untuned = testAccuracy(best.default.params as unknown as Setting, epochs);
console.log('                  validation   test');
console.log(
  `best setting          ${fixed(best.metrics.val_accuracy)}  ${fixed(tuned)}   trial ${best.number}`,
);
console.log(
  `default setting       ${fixed(best.default.metrics.val_accuracy)}  ${fixed(untuned)}   trial ${best.default.number}`,
);
console.log(`\ntest accuracy ${fixed(tuned)} (default setting ${fixed(untuned)})`);
console.log(`study kept in ${study.location}`);
await study.close();

function fixed(share = Number.NaN): string {
  return share.toFixed(3);
}
