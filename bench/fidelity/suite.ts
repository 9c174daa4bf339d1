import { existsSync } from 'node:fs';
import { sharedData } from '../harness/paths.ts';
import type { Context, Findings, Suite } from '../harness/suite.ts';
import { readReferences } from '../quality/references.ts';
import type { Reference } from '../quality/score.ts';
import { live } from './live.ts';
import type { Problem } from './protocol.ts';
import { problemServer, runPlan } from './run.ts';
import { scored } from './score.ts';
import { workers } from './simulate.ts';
import { peers } from './systems.ts';
import { findings } from './tables.ts';

const everything = ['tunewright-auto', 'tunewright-single', ...Object.keys(peers)];
const quick = ['tunewright-auto', 'random', 'optuna-hyperband', 'syne-asha', 'dehb'];

/** Options: `--systems a,b --problems REGEX --seeds n --budget n --workers n --minutes n`; `--live n` for n seeds of a real search. */
export const suite: Suite = {
  title: 'Multi-fidelity: regret against cost, four asynchronous workers, simulated clock',
  async run(context: Context): Promise<Findings> {
    const { options } = context;
    const systems = options.get('systems')?.split(',') ?? (context.quick ? quick : everything);
    const seeds = Number(options.get('seeds') ?? (context.quick ? 2 : 5));
    const budget = Number(options.get('budget') ?? 40);
    const jobs = Number(options.get('workers') ?? 2);
    const minutes = Number(options.get('minutes') ?? Number.POSITIVE_INFINITY);
    const wanted = new RegExp(
      options.get('problems') ?? (context.quick ? '168335|7593|1040|1050|digits' : '.'),
    );
    const server = problemServer(await context.python('quality'));
    const problems = (await server.ask<Problem[]>({ op: 'list' })).filter(({ id }) => wanted.test(id));
    const references = readReferences();
    for (const { id } of problems) {
      const { reference } = await server.ask<{ reference: Reference | null }>({ op: 'reference', id });
      if (reference !== null) references.set(id, reference);
    }
    server.close();
    const plan = { systems, problems, seeds, budget, jobs, minutes };
    const { traces, left } = await runPlan(context, plan);
    const runs = traces.flatMap((trace) => {
      const reference = references.get(trace.problem);
      return reference === undefined || trace.error !== undefined ? [] : [scored(trace, reference)];
    });
    const failures = traces.flatMap(({ system, problem, seed, error }) =>
      error === undefined ? [] : [`${system} on ${problem}, seed ${seed}: ${error}`],
    );
    if (left > 0) failures.push(`${left} runs were not begun within ${minutes} minutes`);
    if (!existsSync(sharedData)) failures.push(`surrogates skipped: their data is not at ${sharedData}`);
    const simulated = findings(runs, systems);
    const really = options.has('live') ? await live(Number(options.get('live')), context.log) : undefined;
    return {
      settings: { systems, problems: problems.map(({ id }) => id), seeds, budget, workers },
      ...simulated,
      tables: [...simulated.tables, ...(really === undefined ? [] : [really.table])],
      targets: [...simulated.targets, ...(really?.targets ?? [])],
      failures,
    };
  },
};
