import type { SchedulerAlgorithm } from '../scheduler/port.ts';
import { memoryStorage } from '../storage/memory.ts';
import type { Storage } from '../storage/port.ts';
import { retrace } from '../study/retrace.ts';
import type { Study } from '../study/study.ts';
import { compileTerms, reportShare, valuesOf } from '../study/terms.ts';
import type { Event } from '../trial/event.ts';
import { check, checkEqual } from './check.ts';
import { fullEpochs, hopeless, programs, steady, withNothing } from './scheduler-programs.ts';
import { type SimulatedInput, type SimulatedProgram, simulate } from './scheduler-run.ts';

export interface SchedulerContractOptions {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => Promise<void>) => void;
  /** Trials in each simulated study. @defaultValue 18 */
  readonly trials?: number;
  /** It works without a fidelity that may be divided too. @defaultValue false */
  readonly unranged?: boolean;
  /** Clauses that this scheduler does not keep, each with the reason. */
  readonly exceptions?: { readonly [Clause in 'budget' | 'default' | 'mirrored']?: string };
}

const epochs = { epochs: [1, fullEpochs] } as const;

/**
 * What every scheduler must hold, whatever the programs do. Registers tests with the caller's `describe` and `it`, so
 * that it runs under any test runner.
 * @param make - with the metric's name `loss` to minimise or `score` to maximise, if it takes names
 * @example
 * schedulerContract(() => myScheduler(), { describe, it });
 */
export function schedulerContract(
  make: (metric: 'loss' | 'score') => SchedulerAlgorithm,
  options: SchedulerContractOptions,
): void {
  const { describe, it, trials = 18, unranged = false, exceptions = {} } = options;
  const objective = { minimize: 'loss' } as const;
  const input: SimulatedInput = { objective, fidelity: epochs, budget: { trials }, parallel: 4, seed: 7 };
  const run = (changes: Partial<SimulatedInput>, program: SimulatedProgram): Promise<Run> =>
    running(make(changes.objective === undefined ? 'loss' : 'score'), { ...input, ...changes }, program);
  const end = (study: Study, expected: number): void => {
    checkEnd(study);
    const created = study.state.budgetedTrials;
    const enough = created === expected || (exceptions.budget !== undefined && created < expected);
    check(enough, `${created} of ${expected} trials were created`);
  };
  const sound = async ({ study, storage }: Run, expected = trials): Promise<void> => {
    end(study, expected);
    if (exceptions.default === undefined) checkDefault(study);
    await checkDecisions(make('loss'), study, storage);
  };

  describe(`scheduler contract: ${make('loss').name}`, () => {
    for (const [name, program] of Object.entries(programs)) {
      it(`ends with its exact budget and a reason for every stop: ${name}`, async () => {
        await sound(await run({}, program));
        await sound(await run({ parallel: 1, seed: 1 }, program));
        if (!unranged) return;
        await sound(await run({ fidelity: { epochs: fullEpochs } }, program));
        await sound(await run({ fidelity: {} }, program));
      });
    }

    it('does with as few trials as there may be', async () => {
      for (const few of [1, 2, 3, 5]) {
        await sound(await run({ budget: { trials: few } }, steady), few);
        await sound(await run({ budget: { trials: few } }, programs.failures!), few);
      }
    });

    it('keeps to a budget of evaluations', async () => {
      const { study } = await run({ budget: { trials, evaluations: 9 } }, steady);
      checkEqual(study.state.totals.evaluations, 9, 'evaluations that were begun');
      check(study.state.open.size === 0, 'evaluations are still open');
    });

    it('does the same whether a metric is minimised or its negative maximised', async () => {
      if (exceptions.mirrored !== undefined) return;
      const [low, high] = await Promise.all([
        run({}, steady),
        run({ objective: { maximize: 'score' } }, steady),
      ]);
      checkEqual(fatesOf(high.study), fatesOf(low.study), 'how trials ended when maximising');
    });

    it('takes no notice of values that are not numbers', async () => {
      const alone = { parallel: 1 };
      const without = await run(alone, withNothing(false));
      const also = await run(alone, withNothing(true));
      checkEqual(fatesOf(also.study), fatesOf(without.study), 'how trials ended with NaN between');
      const silent = await run(alone, hopeless(false));
      const telling = await run(alone, hopeless(true));
      checkEqual(fatesOf(telling.study), fatesOf(silent.study), 'how trials ended beside those of NaN only');
    });

    it('ranks several objectives and limits', async () => {
      const several = [{ minimize: 'loss' }, { minimize: 'seconds' }] as const;
      const limits = ['memory <= 0.6'];
      for (const program of [steady, programs.failures!, programs['values that are not numbers']!]) {
        for (const changes of [{ limits }, { several }, { several, limits }]) {
          const { several: objectives, ...rest } = { several: objective, ...changes };
          const made = make('loss');
          const result = await running(made, { ...input, ...rest, objective: objectives }, program);
          end(result.study, trials);
          await checkDecisions(made, result.study, result.storage);
        }
      }
    });

    it('goes on after a kill', async () => {
      const { study, storage } = await run({}, programs.failures!);
      const events = await logOf(storage, study.id);
      const every = Math.ceil(storage.lengths.length / 25);
      for (const length of storage.lengths.filter((_, append) => append % every === 0)) {
        const left = await copyOf(events.slice(0, length));
        const again = await simulate({
          scheduler: make('loss'),
          input,
          program: programs.failures!,
          storage: left,
          pid: 2,
        });
        end(again, trials);
      }
    });
  });
}

interface Run {
  readonly study: Study;
  readonly storage: Recording;
}

async function running(
  scheduler: SchedulerAlgorithm,
  input: SimulatedInput,
  program: SimulatedProgram,
): Promise<Run> {
  const storage = recording();
  return { study: await simulate({ scheduler, input, program, storage }), storage };
}

/** Everything is over, nothing is missing, and a person can read why. */
function checkEnd(study: Study): void {
  const { state } = study;
  checkEqual(state.control.state, 'finished', 'the state of the study');
  check(state.open.size === 0, 'evaluations are still open');
  checkEqual(state.data.anomalyCount, 0, 'anomalies in the log');
  for (const { number, status, reason, evaluations } of study.trials()) {
    check(closed.includes(status), `trial ${number} is left ${status}`);
    check(evaluations.length > 0, `trial ${number} was never evaluated`);
    if (status !== 'stopped') continue;
    const readable =
      reason !== undefined && /\w/.test(reason) && !/NaN|undefined|Infinity|\[object/.test(reason);
    check(readable, `trial ${number} was stopped for this reason: ${reason}`);
  }
}

const closed: readonly string[] = ['completed', 'failed', 'stopped'];

/** The default configuration is what all is compared with. */
function checkDefault(study: Study): void {
  const { origin, status } = study.trial(0);
  checkEqual([origin, status], ['default', 'completed'], 'the first trial');
}

/**
 * A scheduler is a function of what it sees: one that was made anew decides at every position of the log as the one that
 * saw everything, and replay agrees with what was decided then. It never waits for nothing.
 */
async function checkDecisions(scheduler: SchedulerAlgorithm, study: Study, storage: Storage): Promise<void> {
  const terms = compileTerms(study.definition);
  const record = await storage.find(study.id);
  check(record !== undefined, 'the study is not in its storage');
  let last: Event | undefined;
  const events = await logOf(storage, study.id);
  await retrace(terms, { storage, record: record! }, scheduler, ({ state, steering, view }) => {
    last = events[state.position - 1];
    const fresh = scheduler.create(steering.problem);
    const where = `at position ${state.position}`;
    const next = fresh.next(view);
    checkEqual(steering.scheduler.next(view), next, `what begins next, ${where}`);
    if (last?.type === 'reported') {
      const { evaluation, step, metrics } = last;
      const values = valuesOf(terms, metrics);
      if (!values.every(Number.isFinite)) return;
      const { trial } = state.evaluation(evaluation);
      const share = reportShare(terms, step, metrics) ?? Number.NaN;
      const report = { trial, evaluation, step, share, values };
      const verdict = fresh.onReport(view, report);
      checkEqual(steering.scheduler.onReport(view, report), verdict, `the verdict ${where}`);
    }
    // Between the events of one append a trial may have no evaluation yet, or no end.
    const between = last?.type === 'trial-created' || last?.type === 'evaluation-ended';
    check(between || state.open.size > 0 || next.type !== 'wait', `it waits for nothing ${where}`);
  });
  const { exact, verdict, difference } = await study.replay();
  check(exact, `replay differs: ${JSON.stringify(verdict ?? difference)}`);
}

/** How each trial ended and how far it came. */
function fatesOf(study: Study): readonly string[] {
  return study.trials().map(({ status, evaluations }) => {
    const reached = evaluations.map((evaluation) => study.state.evaluation(evaluation).reached.epochs ?? 0);
    return `${status} ${Math.max(...reached)}`;
  });
}

interface Recording extends Storage {
  /** Length of the log after each append. */
  readonly lengths: number[];
}

function recording(): Recording {
  const storage = memoryStorage();
  const lengths: number[] = [];
  return {
    lengths,
    kind: storage.kind,
    location: storage.location,
    create(name, events) {
      lengths.push(events.length);
      return storage.create(name, events);
    },
    async append(id, events, expected) {
      const position = await storage.append(id, events, expected);
      if (position !== 'conflict') lengths.push(position + events.length);
      return position;
    },
    list: () => storage.list(),
    find: (nameOrId) => storage.find(nameOrId),
    remove: (id) => storage.remove(id),
    read: (id, from) => storage.read(id, from),
    head: (id) => storage.head(id),
    renew: (id, deadlines) => storage.renew(id, deadlines),
    deadlines: (id) => storage.deadlines(id),
    saveSnapshot: (id, snapshot) => storage.saveSnapshot(id, snapshot),
    loadSnapshot: (id) => storage.loadSnapshot(id),
    close: () => storage.close(),
  };
}

async function logOf(storage: Storage, id: string): Promise<readonly Event[]> {
  const events: Event[] = [];
  for await (const chunk of storage.read(id, 0)) events.push(...chunk);
  return events;
}

async function copyOf(events: readonly Event[]): Promise<Storage> {
  const storage = memoryStorage();
  const { id } = await storage.create('simulated', events.slice(0, 1));
  await storage.append(id, events.slice(1));
  return storage;
}
