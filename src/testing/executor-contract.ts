import { fatal, infeasible, skip } from '../executor/ending.ts';
import type { ObjectiveResult, TrialHandle } from '../executor/objective.ts';
import type { Executor, Hooks, Job, Outcome, Reply } from '../executor/port.ts';
import { type AbortControllerLike, abortController, systemClock } from '../platform.ts';
import type { ParamValue, ParamValues } from '../space/space.ts';
import type { Scalar } from '../space/spec.ts';
import type { Metrics } from '../trial/event.ts';
import { check, checkEqual } from './check.ts';

export interface ExecutorOptions {
  readonly capacity: number;
  readonly timeLimitMs?: number;
  /** How long an evaluation that is to end may take before it is ended or left behind. */
  readonly graceMs: number;
}

export interface ExecutorContractOptions {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => Promise<void>) => void;
}

/**
 * The program that executors under the contract run: what it does is its parameter `act`. Executors of other kinds of
 * programs run a translation of it. The objective's name is `loss`.
 */
export async function contractObjective(trial: TrialHandle): Promise<ObjectiveResult> {
  const { act, text } = trial.params;
  switch (act) {
    case 'reports':
      for (let step = 1; step <= 3; step++) await trial.report(step, { loss: 1 / step, step_seconds: step });
      return { loss: 0.25 };
    case 'notes':
      trial.note('text', text ?? null);
      trial.note('about', [
        trial.number,
        trial.evaluation,
        trial.seed,
        trial.fidelity.epochs ?? 0,
        trial.fold,
        trial.folds,
      ]);
      return { loss: 1 };
    case 'heeds':
      trial.note('running', true);
      await new Promise<void>((resolve) => {
        trial.signal.addEventListener('abort', () => resolve(), { once: true });
        if (trial.signal.aborted) resolve();
      });
      throw new Error('aborted');
    case 'deaf':
      trial.note('running', true);
      return new Promise(() => systemClock.after(30_000, () => {}));
    case 'nan':
      return { loss: Number.NaN };
    case 'nothing':
      return { accuracy: 0.5 };
    case 'throws':
      throw new Error('something broke');
    case 'infeasible':
      throw infeasible('too large');
    case 'skip':
      return skip('no data');
    case 'fatal':
      throw fatal('no licence');
    default:
      return { loss: 0.5, accuracy: 0.75 };
  }
}

interface Told {
  readonly reports: [step: number, metrics: Metrics][];
  readonly notes: Map<string, ParamValue>;
  starts: number;
}

interface Scene {
  readonly executor: Executor;
  readonly told: Told;
  readonly controller: AbortControllerLike;
  run(
    act: string,
    more?: { readonly text?: string; readonly slot?: number; readonly reply?: Reply },
  ): Promise<Outcome>;
  /** Resolves once a program has said that it runs. */
  running(): Promise<void>;
}

function jobOf(params: ParamValues, evaluation: number, slot: number): Job {
  return {
    study: { id: 'contract', name: 'contract' },
    trial: 12,
    evaluation,
    token: 100 + evaluation,
    attempt: 0,
    purpose: 'search',
    reached: {},
    parent: -1,
    target: { fidelity: { epochs: 3 }, seed: 77, fold: 2, split: 'search' },
    params,
    flat: new Map(Object.entries(params) as [string, Scalar][]),
    inactive: new Set(),
    folds: 5,
    slot,
  };
}

/**
 * What every executor must hold. Registers tests with the caller's `describe` and `it`.
 * @param make - an executor that runs `contractObjective` or its translation
 * @example
 * executorContract('inline', (options) => inlineExecutor(contractObjective, { objectives: ['loss'], ...options }), { describe, it });
 */
export function executorContract(
  name: string,
  make: (options: ExecutorOptions) => Executor | Promise<Executor>,
  { describe, it }: ExecutorContractOptions,
): void {
  const play = (
    title: string,
    body: (scene: Scene) => Promise<void>,
    options: ExecutorOptions = { capacity: 2, graceMs: 20_000 },
  ): void =>
    it(title, async () => {
      const executor = await make(options);
      let evaluations = 0;
      let isRunning: () => void = () => {};
      const running = new Promise<void>((resolve) => {
        isRunning = resolve;
      });
      const told: Told = { reports: [], notes: new Map(), starts: 0 };
      const controller = abortController();
      const run: Scene['run'] = (act, { text = '', slot = 0, reply = 'continue' } = {}) => {
        const hooks: Hooks = {
          signal: controller.signal,
          async onStart() {
            told.starts += 1;
          },
          async onReport(step, metrics) {
            told.reports.push([step, metrics]);
            return reply;
          },
          onNote(key, value) {
            told.notes.set(key, value);
            if (key === 'running') isRunning();
          },
        };
        evaluations += 1;
        return executor.run(jobOf({ act, text }, evaluations, slot), hooks);
      };
      try {
        await body({ executor, told, controller, run, running: () => running });
      } finally {
        await executor.close();
      }
    });

  describe(`executor contract: ${name}`, () => {
    play('completes with every metric', async ({ run }) => {
      const outcome = await run('value');
      checkEqual(outcome.status, 'completed', 'status');
      checkEqual(outcome.metrics, { loss: 0.5, accuracy: 0.75 }, 'metrics');
      checkEqual(outcome.reached, { epochs: 3 }, 'the fidelity that it reached');
      check(outcome.seconds >= 0 && outcome.seconds < 60, 'it tells its duration in seconds');
      checkEqual(outcome.reason, undefined, 'reason');
    });

    play('passes reports on in order, and keeps last values', async ({ run, told }) => {
      const outcome = await run('reports');
      checkEqual(
        told.reports.map(([step]) => step),
        [1, 2, 3],
        'steps',
      );
      checkEqual(told.reports[1]?.[1].loss, 0.5, 'a reported value');
      checkEqual(outcome.metrics, { loss: 0.25, step_seconds: 3 }, 'last values');
    });

    for (const reply of ['stop', 'pause'] as const) {
      play(`ends at the reply '${reply}', with the values so far`, async ({ run, told }) => {
        const outcome = await run('reports', { reply });
        checkEqual(outcome.status, 'stopped', 'status');
        checkEqual(told.reports.length, 1, 'reports');
        checkEqual(outcome.metrics, { loss: 1, step_seconds: 1 }, 'metrics');
        checkEqual(outcome.reached, { epochs: 1 }, 'the fidelity that it reached');
      });
    }

    play('hands over every value as it is', async ({ run, told }) => {
      const text = '$(rm -rf x) `ls` "double" \'single\' \\ {seed} %PATH%\n\tnew line, 🙂, ünï, \u2028';
      checkEqual((await run('notes', { text })).status, 'completed', 'status');
      checkEqual(told.notes.get('text'), text, 'the text');
      checkEqual(
        told.notes.get('about'),
        [12, 1, 77, 3, 2, 5],
        'trial, evaluation, seed, fidelity, fold and folds',
      );
    });

    const declared: readonly [act: string, status: string, code: string, reason: string][] = [
      ['infeasible', 'infeasible', 'TW_PROGRAM_INFEASIBLE', 'too large'],
      ['skip', 'skipped', 'TW_PROGRAM_SKIPPED', 'no data'],
      ['fatal', 'failed', 'TW_PROGRAM_FATAL', 'no licence'],
    ];
    for (const [act, status, code, reason] of declared) {
      play(`ends as the program declares: ${act}`, async ({ run }) => {
        const outcome = await run(act);
        checkEqual(outcome.status, status, 'status');
        checkEqual([outcome.reason?.code, outcome.reason?.message], [code, reason], 'reason');
        checkEqual(outcome.fatal ?? false, act === 'fatal', 'fatal');
      });
    }

    play('fails with the message of an exception, and goes on', async ({ run }) => {
      const outcome = await run('throws');
      checkEqual(outcome.status, 'failed', 'status');
      check(outcome.reason?.message.includes('something broke') === true, 'the reason has the message');
      checkEqual((await run('value')).status, 'completed', 'the next one');
    });

    play('fails without the objective, naming what there is', async ({ run }) => {
      const outcome = await run('nothing');
      checkEqual([outcome.status, outcome.reason?.code], ['failed', 'TW_PROGRAM_NO_METRIC'], 'ending');
      const message = outcome.reason?.message ?? '';
      check(message.includes('loss') && message.includes('accuracy'), 'the reason has both names');
    });

    play('keeps a value that is no number', async ({ run }) => {
      const outcome = await run('nan');
      checkEqual(outcome.metrics, { loss: Number.NaN }, 'metrics');
    });

    play('runs nothing when it is cancelled before', async ({ run, controller, told }) => {
      controller.abort('Too late.');
      const outcome = await run('notes');
      checkEqual([outcome.status, outcome.reason?.message], ['cancelled', 'Too late.'], 'ending');
      checkEqual([told.notes.size, told.starts], [0, 0], 'notes and starts');
    });

    play('cancels a program that heeds, before the grace is over', async ({ run, running, controller }) => {
      const outcome = run('heeds');
      await running();
      controller.abort('Ctrl-C.');
      checkEqual((await outcome).status, 'cancelled', 'status');
      check((await outcome).seconds < 15, 'it ended before the grace was over');
      checkEqual((await outcome).reason?.message, 'Ctrl-C.', 'reason');
    });

    play(
      'cancels a program that does not heed, when the grace is over',
      async ({ run, running, controller }) => {
        const outcome = run('deaf');
        await running();
        controller.abort('Ctrl-C.');
        checkEqual((await outcome).status, 'cancelled', 'status');
      },
      { capacity: 1, graceMs: 100 },
    );

    play(
      'ends a program at its time limit',
      async ({ run }) => {
        const outcome = await run('deaf');
        checkEqual([outcome.status, outcome.reason?.code], ['failed', 'TW_PROGRAM_TIMEOUT'], 'ending');
        check(outcome.reason?.message.includes('1.5 s') === true, 'the reason names the limit');
      },
      { capacity: 1, graceMs: 100, timeLimitMs: 1500 },
    );

    play('runs as many at once as it says', async ({ executor, run, running, controller }) => {
      checkEqual(executor.capacity, 2, 'capacity');
      const long = run('heeds');
      await running();
      checkEqual((await run('value', { slot: 1 })).status, 'completed', 'the second');
      controller.abort('Done.');
      checkEqual((await long).status, 'cancelled', 'the first');
    });
  });
}
