/**
 * Tunewright behind the same protocol as its peers, through the door a user takes: `openStudy`, `ask`, `tell`.
 * `node ours.ts SAMPLER[:OPTION=VALUE,...]`.
 */
import { createInterface } from 'node:readline';
import { openStudy, type SpaceSpec } from '../../src/index.ts';
import type { Params, Start, Told } from './protocol.ts';

const [name = 'auto', given = ''] = (process.argv[2] ?? '').split(':');
const sampler = { name: name || 'auto', ...Object.fromEntries(given.split(',').filter(Boolean).map(option)) };

function option(text: string): [name: string, value: unknown] {
  const [key = '', value = ''] = text.split('=');
  if (key === 'turns') return [key, value.split('+')];
  return [key, Number.isNaN(Number(value)) ? value : Number(value)];
}

async function open(problem: Start) {
  const names = Array.from({ length: problem.objectives }, (_, i) => `objective${i}`);
  const limits = Array.from({ length: problem.limits }, (_, i) => `excess${i} <= 0`);
  return openStudy({
    name: problem.id,
    space: problem.spec as SpaceSpec,
    objective: names.map((name) => ({ minimize: name })),
    limits,
    budget: { trials: problem.trials },
    parallel: problem.parallel,
    seed: problem.seed,
    noisy: problem.noisy,
    sampler,
  });
}

type Study = Awaited<ReturnType<typeof open>>;
type Trial = Parameters<Study['tell']>[0];

let study: Study | undefined;
const running = new Map<number, Trial>();

async function ask(count: number): Promise<{ id: number; params: Params }[]> {
  const trials = await study!.ask(count);
  return trials.map((trial) => {
    running.set(trial.number, trial);
    return { id: trial.number, params: trial.params as Params };
  });
}

async function tell(results: readonly Told[]): Promise<void> {
  for (const { id, values, excess } of results) {
    const trial = running.get(id)!;
    running.delete(id);
    if (values === undefined) {
      await study!.tell(trial, { status: 'failed', reason: 'the problem failed here' });
      continue;
    }
    const metrics: Record<string, number> = {};
    values.forEach((value, i) => {
      metrics[`objective${i}`] = value;
    });
    excess?.forEach((value, i) => {
      metrics[`excess${i}`] = value;
    });
    await study!.tell(trial, metrics);
  }
}

async function answer(request: {
  op: string;
  problem: Start;
  count: number;
  results: Told[];
}): Promise<object> {
  if (request.op === 'start') {
    running.clear();
    await study?.close();
    study = await open(request.problem);
    return {};
  }
  if (request.op === 'ask') return { asked: await ask(request.count) };
  if (request.op === 'tell') {
    await tell(request.results);
    return {};
  }
  const best = study!.recommend()?.best;
  return { params: best === undefined ? null : study!.trial(best.trial).params };
}

for await (const line of createInterface({ input: process.stdin })) {
  const before = process.cpuUsage();
  let result: object;
  try {
    result = await answer(JSON.parse(line));
  } catch (error) {
    result = { error: String(error) };
  }
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${JSON.stringify({ ...result, cpuMs: (user + system) / 1000 })}\n`);
}
