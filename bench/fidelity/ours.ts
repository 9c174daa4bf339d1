/**
 * Tunewright behind the same protocol as its peers, through the door a user takes: `openStudy`, `ask`, `report`, `tell`.
 * `node ours.ts SCHEDULER SAMPLER`, each with options as in `asha:mode=promote`; `least` is the lowest share that
 * the study names, the scheduler `single` is a study that names no lower fidelity than the full one.
 */
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { openStudy, type SpaceSpec } from '../../src/index.ts';
import { systemClock } from '../../src/platform.ts';
import type { Params } from '../quality/protocol.ts';
import type { Request, Start, Work } from './protocol.ts';

const [scheduler, sampler] = process.argv.slice(2).map(named);

function named(text: string): { name: string; [option: string]: unknown } {
  const [name = '', ...options] = text.split(':');
  const pairs = options.map((option) => {
    const [key = '', value = ''] = option.split('=');
    return [key, Number.isNaN(Number(value)) ? value : Number(value)];
  });
  return { name, ...Object.fromEntries(pairs) };
}

let now = 0;
const clock = { ...systemClock, now: (): number => 1000 * now };

async function open(problem: Start) {
  const { id, spec, fidelity, full, budget, workers, seed } = problem;
  const { least = 1 / full, ...rest } = scheduler!;
  const single = rest.name === 'single';
  return openStudy(
    {
      name: id,
      space: spec as SpaceSpec,
      objective: { minimize: 'loss' },
      fidelity: { [fidelity]: single ? full : [Math.max(1, Math.round(Number(least) * full)), full] },
      cost: 'spent',
      budget: single ? { trials: budget } : { cost: budget * full },
      parallel: workers,
      seed,
      sampler: sampler!,
      scheduler: rest,
    },
    { clock },
  );
}

type Study = Awaited<ReturnType<typeof open>>;
type Trial = Parameters<Study['tell']>[0];

let problem: Start | undefined;
let study: Study | undefined;
const running = new Map<number, Trial>();
/** An ask is under way; it may be answered only when something that runs has ended. */
let asking = false;
let answered: Trial | undefined;
let over = false;
let failed: unknown;

async function next(): Promise<Work> {
  if (!asking) {
    asking = true;
    study!.ask().then(
      (trial) => {
        answered = trial;
        over = trial === undefined;
      },
      (error: unknown) => {
        failed = error;
      },
    );
  }
  // It answers within some turns of the event loop, or else only once something ends.
  for (let turn = 0; turn < 20 || running.size === 0; turn++) {
    if (answered !== undefined || over || failed !== undefined) break;
    await setTimeout(1);
  }
  if (failed !== undefined) throw failed;
  if (answered === undefined) return { wait: true };
  const trial = answered;
  asking = false;
  answered = undefined;
  running.set(trial.number, trial);
  return { id: trial.number, params: trial.params as Params, to: trial.fidelity[problem!.fidelity]! };
}

async function answer(request: Request): Promise<object> {
  now = request.op === 'start' ? 0 : request.now;
  switch (request.op) {
    case 'start': {
      running.clear();
      asking = over = false;
      answered = failed = undefined;
      await study?.close();
      problem = request.problem;
      study = await open(problem);
      return {};
    }
    case 'next':
      return next();
    case 'report': {
      const { id, fidelity, value } = request;
      return { stop: (await running.get(id)!.report(fidelity, value)) !== 'continue' };
    }
    case 'end': {
      const { id, fidelity, value, stopped } = request;
      const trial = running.get(id)!;
      running.delete(id);
      // The last epoch is a report like the others.
      if (problem!.resume && !stopped) await trial.report(fidelity, value);
      const before = problem!.resume ? (trial.reached[problem!.fidelity] ?? 0) : 0;
      await study!.tell(trial, { loss: value, spent: fidelity - before });
      return {};
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const before = process.cpuUsage();
  let result: object;
  try {
    result = await answer(JSON.parse(line) as Request);
  } catch (error) {
    result = { error: error instanceof Error ? `${error.message} ${error.stack ?? ''}` : String(error) };
  }
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${JSON.stringify({ ...result, cpuMs: (user + system) / 1000 })}\n`);
}
