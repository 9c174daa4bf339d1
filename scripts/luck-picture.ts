/**
 * Makes docs/assets/luck.svg: a search over a parameter that changes nothing, whose scores are shares of 300 validation
 * rows. Run: npm run build && node scripts/luck-picture.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verdictSvg } from '../src/cli/picture/verdict-svg.ts';
import { openStudy } from '../src/index.ts';
import { stream } from '../src/math/random.ts';
import { root } from '../test/support/machine.ts';

const rows = 300;
const truth = 0.9;

const study = await openStudy({
  name: 'nothing to gain',
  space: { nothing: { float: [0, 1] } },
  objective: { maximize: 'accuracy' },
  evaluation: { seeds: 1 },
  confirm: { share: 0.15, top: 3 },
  holdout: 'test',
  budget: { trials: 150 },
  sampler: 'random',
  seed: 4,
});
await study.optimize(({ params, seed }) => {
  const random = stream(seed, Math.round(1e9 * params.nothing));
  let correct = 0;
  for (let row = 0; row < rows; row++) if (random.uniform() < truth) correct++;
  return correct / rows;
});
const { report, headline, details, warnings } = study.verdict()!;
writeFileSync(
  join(root, 'docs', 'assets', 'luck.svg'),
  verdictSvg({ ...report!, sensitivity: [] }, headline),
);
console.log([headline, ...details, ...warnings].join('\n'));
await study.close();
