/** Runs a study of short programs, four at a time: `node driver.ts FOLDER TRIALS SAMPLER SCHEDULER`. Ends with 0 when it is done. */
import { openStudy } from '../../dist/node.js';

const [folder, trials, sampler, scheduler = 'single'] = process.argv.slice(2);
const halved =
  scheduler === 'single' ? {} : { fidelity: { epochs: [1, 9] as const }, scheduler: JSON.parse(scheduler) };

const study = await openStudy(
  {
    name: 'kills',
    command: ['bash', 'program.sh', '{x}', '{kind}', ...(scheduler === 'single' ? [] : ['{epochs}'])],
    space: { x: { float: [0, 1] }, kind: { categorical: ['short', 'long'] } },
    objective: { minimize: 'loss' },
    budget: { trials: Number(trials) },
    parallel: 4,
    retries: 3,
    seed: 11,
    sampler: sampler!,
    ...halved,
  },
  // A thread suggests, ahead of need where that takes long, unless the sampler is as cheap as drawing.
  { folder: folder!, suggestIn: sampler === 'random' ? 'process' : 'thread' },
);
console.log(study.id);
await study.optimize();
await study.close();
