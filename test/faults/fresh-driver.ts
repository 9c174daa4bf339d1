/** Runs a study up to its holdout: `node fresh-driver.ts FOLDER`. Prints the purpose of each evaluation that begins. */
import { openStudy } from '../../dist/node.js';

const [folder] = process.argv.slice(2);

const study = await openStudy(
  {
    name: 'fresh',
    command: ['bash', 'program.sh', '{x}', '{fold}', '{split}'],
    space: { x: { float: [0, 1] } },
    objective: { minimize: 'loss' },
    evaluation: { folds: 2, race: false },
    confirm: { share: 0.5, top: 2 },
    holdout: { split: 'locked', seeds: 4 },
    budget: { trials: 5 },
    parallel: 2,
    seed: 11,
    sampler: 'random',
  },
  { folder: folder! },
);
study.watch((event) => {
  if (event.type === 'evaluation-started' || event.type === 'evaluation-leased') {
    console.log(event.type === 'evaluation-started' ? event.purpose : 'again');
  }
});
await study.optimize();
await study.close();
