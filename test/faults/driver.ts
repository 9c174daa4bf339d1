/** Runs a study of short programs, four at a time: `node driver.ts FOLDER TRIALS`. Ends with 0 when it is done. */
import { openStudy } from '../../dist/node.js';

const [folder, trials] = process.argv.slice(2);

const study = await openStudy(
  {
    name: 'kills',
    command: ['bash', 'program.sh', '{x}', '{kind}'],
    space: { x: { float: [0, 1] }, kind: { categorical: ['short', 'long'] } },
    objective: { minimize: 'loss' },
    budget: { trials: Number(trials) },
    parallel: 4,
    retries: 3,
    seed: 11,
    sampler: 'random',
  },
  { folder: folder! },
);
console.log(study.id);
await study.optimize();
await study.close();
