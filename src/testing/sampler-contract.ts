import { stream } from '../math/random.ts';
import { drawFeasible } from '../sampler/draw.ts';
import type { Change, Problem, Request, SamplerAlgorithm, Suggestion } from '../sampler/port.ts';
import type { Space } from '../space/space.ts';
import { check } from './check.ts';
import { type Outcome, type Run, runSampler } from './sampler-run.ts';
import type { NamedSpace } from './sampler-spaces.ts';

export interface SamplerContractOptions {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => void) => void;
  readonly spaces: readonly NamedSpace[];
  /** Trials in each simulated study; enough to leave the sampler's opening. @defaultValue 24 */
  readonly trials?: number;
  /** Clauses that this sampler does not keep, each with the reason. */
  readonly exceptions?: { readonly [Clause in 'prefix' | 'seed' | 'endless']?: string };
}

/**
 * What every sampler must hold, over every space given. Registers tests with the caller's `describe` and `it`, so that
 * it runs under any test runner.
 * @example
 * samplerContract(() => mySampler(), { describe, it, spaces: contractSpaces() });
 */
export function samplerContract(make: () => SamplerAlgorithm, options: SamplerContractOptions): void {
  const { describe, it, spaces, trials = 24, exceptions = {} } = options;
  describe(`sampler contract: ${make().name}`, () => {
    for (const { name, space } of spaces) {
      describe(name, () => {
        const problem: Problem = { space, objectives: 1, limits: 0, seed: 7, parallel: 1, noisy: false };
        const run = (extra: Partial<Problem>, outcome: Outcome, count = trials): Run => {
          const whole = { ...problem, ...extra };
          const result = runSampler(make(), whole, { trials: count, outcome });
          checkRows(result, whole);
          if (exceptions.endless === undefined) checkEnd(result, whole, count);
          return result;
        };

        it('gives configurations of the space, none twice', () => {
          run({}, bowl);
        });

        it('ends exactly when nothing is left', () => {
          if (space.size > 300) return;
          const { rows } = run({ parallel: 3 }, bowl, space.size + 5);
          check(rows.length === space.size, `${rows.length} of ${space.size} configurations were tried`);
        });

        it('is a fold: chunks, restarts and other calls of suggest change nothing', () => {
          checkFold(make, { ...problem, parallel: 3 }, trials, bowl);
        });

        it('keys its choice by seed and ordinal', () => {
          const sampler = make().create(problem);
          const first = sampler.suggest({ count: 1, ordinal: 0 });
          checkSame(
            first,
            make().create(problem).suggest({ count: 1, ordinal: 0 }),
            'two samplers of one seed',
          );
          if (space.size < 1000 || exceptions.seed !== undefined) return;
          const other = make()
            .create({ ...problem, seed: 8 })
            .suggest({ count: 3, ordinal: 5 });
          const same = sampler.suggest({ count: 3, ordinal: 5 });
          check(!same.every((s, i) => equal(s.row, other[i]!.row)), 'the seed changes nothing');
        });

        it('begins a large batch as a small one', () => {
          if (exceptions.prefix !== undefined) return;
          const { changes } = run({ parallel: 2 }, bowl);
          for (const position of [0, Math.floor(changes.length / 2), changes.length]) {
            const sampler = make().create(problem);
            sampler.update(changes.slice(0, position));
            const large = sampler.suggest({ count: 5, ordinal: position });
            const small = sampler.suggest({ count: 2, ordinal: position });
            checkSame(small, large.slice(0, 2), `prefix at ${position}`);
          }
        });

        it('keeps the entries that a person fixed', () => {
          const { changes } = run({}, bowl);
          const random = stream(1, name);
          for (let i = 0; i < 12; i++)
            checkFixed(make, problem, changes, i, random.integer(space.dimensions.length + 1));
        });

        it('survives every kind of value', () => {
          for (const outcome of Object.values(outcomes)) {
            run({}, outcome);
            run({ parallel: 4 }, outcome);
          }
        });

        it('handles several objectives, limits, noise and pending trials together', () => {
          for (const objectives of [1, 2, 4]) {
            for (const limits of [0, 2]) {
              const extra = { objectives, limits, parallel: 4, trials: 60 };
              run(extra, mixed(objectives, limits));
              run({ ...extra, noisy: true, seed: 3 }, mixed(objectives, limits));
            }
          }
          checkFold(make, { ...problem, objectives: 2, limits: 1, parallel: 4 }, trials, mixed(2, 1));
        });

        it('takes imported trials, also from outside the space', () => {
          const sampler = make().create(problem);
          const outside = new Float64Array(space.dimensions.length).fill(1e6);
          const changes: Change[] = [outside, space.defaultRow()].flatMap((row, trial): Change[] => [
            { type: 'started', trial, row, origin: 'imported', ordinal: -1 },
            {
              type: 'observed',
              trial,
              status: 'completed',
              values: Float64Array.of(trial),
              fidelity: 1,
              cost: 1,
            },
          ]);
          sampler.update(changes);
          const given = sampler.suggest({ count: 4, ordinal: 0 });
          for (const { row } of given) check(space.contains(row), `${row} is not of the space`);
        });
      });
    }
  });
}

/** A quadratic bowl around 0.3, for any number of objectives shifted against one another. */
const bowl: Outcome = (unit) => done([bowlAt(unit, 0.3)]);

function bowlAt(unit: Float64Array, centre: number): number {
  let sum = 0;
  for (const u of unit) if (!Number.isNaN(u)) sum += (u - centre) ** 2;
  return sum;
}

const huge = [1e300, -1e300, 1e-300, -1e-300, 0, 1, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324];

const outcomes: { readonly [name: string]: Outcome } = {
  constant: () => done([1]),
  zero: () => done([0]),
  huge: (_, trial) => done([huge[trial % huge.length]!]),
  'one success': (unit, trial) => (trial === 3 ? bowl(unit, trial, stream(0)) : ended('failed')),
  'all failed': () => ended('failed'),
  'all infeasible': () => ended('infeasible'),
  'all stopped': (unit) => ({
    status: 'stopped',
    values: Float64Array.of(bowlAt(unit, 0.3)),
    fidelity: 0.25,
    cost: 1,
  }),
  'still running': (unit) => ({
    status: 'running',
    values: Float64Array.of(bowlAt(unit, 0.3)),
    fidelity: 0.5,
    cost: 1,
  }),
  'many ties': (unit) => done([Math.round(bowlAt(unit, 0.3))]),
};

function mixed(objectives: number, limits: number): Outcome {
  return (unit, trial, random) => {
    if (trial % 7 === 5) return ended(trial % 2 === 0 ? 'failed' : 'infeasible');
    const values = Float64Array.from({ length: objectives }, (_, m) => bowlAt(unit, m / objectives));
    const excess = Float64Array.from({ length: limits }, (_, l) =>
      l === 1 && trial % 5 === 1 ? Number.NaN : bowlAt(unit, 0.6) - 0.5,
    );
    const errors = values.map(() => (trial % 3 === 0 ? Number.NaN : 0.05 + 0.05 * random.uniform()));
    return {
      ...done([...values]),
      status: trial % 6 === 4 ? 'stopped' : 'completed',
      errors,
      excess,
      fidelity: trial % 6 === 4 ? 0.3 : 1,
    };
  };
}

function done(values: readonly number[]): Omit<Change & { type: 'observed' }, 'type' | 'trial'> {
  return { status: 'completed', values: Float64Array.from(values), fidelity: 1, cost: 1 };
}

function ended(status: 'failed' | 'infeasible'): Omit<Change & { type: 'observed' }, 'type' | 'trial'> {
  return { status, fidelity: 1, cost: 1 };
}

function checkRows(run: Run, problem: Problem): void {
  const seen = new Set<string>();
  for (const row of run.rows) {
    check(problem.space.contains(row), `[${row}] is not a configuration of the space`);
    const key = problem.space.key(row);
    check(problem.noisy || !seen.has(key), `[${row}] was given twice`);
    seen.add(key);
  }
}

function checkEnd(run: Run, problem: Problem, trials: number): void {
  if (run.exhausted) checkExhausted(run, problem.space);
  else check(run.rows.length === trials, 'the run ended early');
}

/** `size` may be an upper bound only, so random configurations are asked: all must have been tried. */
export function checkExhausted(run: Run, space: Space): void {
  const tried = new Set(run.rows.map((row) => space.key(row)));
  const random = stream(0, 'exhausted');
  for (let i = 0; i < 300; i++) {
    const row = drawFeasible(space, random);
    if (row === undefined) continue;
    check(tried.has(space.key(row)), `it ended after ${tried.size} trials, but [${row}] was not tried`);
  }
}

/** Repeats every request on samplers that were fed otherwise. */
function checkFold(make: () => SamplerAlgorithm, problem: Problem, trials: number, outcome: Outcome): void {
  const run = runSampler(make(), problem, { trials, outcome });
  const disturbed = runSampler(make(), problem, {
    trials,
    outcome,
    before: (sampler, ordinal) => {
      sampler.suggest({ count: 3, ordinal: ordinal + 100 });
      sampler.suggest({ count: 1, ordinal });
    },
  });
  checkRequests(run, disturbed, 'with other calls of suggest between');
  const chunked = make().create(problem);
  let position = 0;
  for (const request of run.requests) {
    const fresh = make().create(problem);
    fresh.update(run.changes.slice(0, request.position));
    chunked.update(run.changes.slice(position, request.position));
    position = request.position;
    const ask = { count: request.count, ordinal: request.ordinal };
    checkRowsSame(request.rows, fresh.suggest(ask), `after a restart at ${request.position}`);
    checkRowsSame(request.rows, chunked.suggest(ask), `in chunks at ${request.position}`);
  }
}

function checkFixed(
  make: () => SamplerAlgorithm,
  problem: Problem,
  changes: readonly Change[],
  seed: number,
  howMany: number,
): void {
  const { space } = problem;
  const random = stream(seed, 'fixed');
  const sampler = make().create(problem);
  sampler.update(changes.slice(0, random.integer(changes.length + 1)));
  const model = sampler.suggest({ count: 1, ordinal: 1000 + seed })[0]?.row ?? space.defaultRow();
  const fixed = model.slice();
  for (const d of random.permutation(fixed.length).slice(howMany)) fixed[d] = Number.NaN;
  const request: Request = { count: 3, ordinal: seed, fixed };
  const given = sampler.suggest(request);
  check(given.length > 0, `nothing completes [${fixed}]`);
  for (const { row } of given) {
    check(space.contains(row), `[${row}] is not a configuration of the space`);
    row.forEach((number, d) => {
      const kept = Number.isNaN(fixed[d]!) || Number.isNaN(number) || number === fixed[d];
      check(kept, `dimension ${d} of [${row}] was fixed to ${fixed[d]}`);
    });
  }
  checkSame(given, sampler.suggest(request), 'the same request');
}

function checkRequests(a: Run, b: Run, when: string): void {
  check(a.requests.length === b.requests.length, `another number of requests ${when}`);
  a.requests.forEach((request, i) => {
    checkRowsSame(
      request.rows,
      b.requests[i]!.rows.map((row) => ({ row })),
      when,
    );
  });
}

function checkSame(a: readonly Suggestion[], b: readonly Suggestion[], when: string): void {
  checkRowsSame(
    a.map((s) => s.row),
    b,
    when,
  );
  a.forEach((s, i) => {
    check(JSON.stringify(s.tag) === JSON.stringify(b[i]!.tag), `another tag: ${when}`);
  });
}

function checkRowsSame(rows: readonly Float64Array[], given: readonly Suggestion[], when: string): void {
  check(rows.length === given.length, `${given.length} suggestions in place of ${rows.length}: ${when}`);
  rows.forEach((row, i) => {
    check(equal(row, given[i]!.row), `[${given[i]!.row}] in place of [${row}]: ${when}`);
  });
}

function equal(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((x, i) => Object.is(x, b[i]));
}
