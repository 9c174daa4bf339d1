import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/math/random.ts';
import { Cells } from '../../src/sampler/foresight/cells.ts';
import { foresightSampler } from '../../src/sampler/foresight/foresight.ts';
import { stepFrom } from '../../src/sampler/foresight/step.ts';
import { gpSampler } from '../../src/sampler/gp/gp.ts';
import type { Change, Problem, SamplerAlgorithm } from '../../src/sampler/port.ts';
import { tpeSampler } from '../../src/sampler/tpe/tpe.ts';
import { compileSpace } from '../../src/space/compile.ts';
import { samplerContract } from '../../src/testing/sampler-contract.ts';
import { contractSpaces } from '../../src/testing/sampler-spaces.ts';

/** In studies that give trials less. */
function ranged(inner: SamplerAlgorithm): SamplerAlgorithm {
  const algorithm = foresightSampler(inner);
  return { ...algorithm, create: (problem) => algorithm.create({ ...problem, leastFidelity: 0.01 }) };
}

samplerContract(() => ranged(tpeSampler({ opening: 6 })), { describe, it, spaces: contractSpaces() });
samplerContract(() => ranged(gpSampler()), {
  describe,
  it,
  spaces: contractSpaces().filter(({ name }) => ['two floats', 'conditional'].includes(name)),
  trials: 12,
});

const space = compileSpace({ x: { float: [0, 1] }, y: { float: [0, 1] } });
const problem: Problem = {
  space,
  objectives: 1,
  limits: 0,
  seed: 1,
  parallel: 1,
  noisy: false,
  leastFidelity: 1 / 27,
};

/** What the inner sampler was told last of each trial. */
function recorder(): { algorithm: SamplerAlgorithm; told: Map<number, Change & { type: 'observed' }> } {
  const told = new Map<number, Change & { type: 'observed' }>();
  const algorithm: SamplerAlgorithm = {
    name: 'recorder',
    version: 1,
    create: () => {
      told.clear();
      return {
        update: (changes) => {
          for (const change of changes) if (change.type === 'observed') told.set(change.trial, change);
        },
        suggest: () => [],
      };
    },
  };
  return { algorithm, told };
}

/** Trials with a value at 1/9 of the fidelity; the best third of them goes on to the full one. */
function halved(truth: readonly number[], seen: (value: number, trial: number) => number): Change[] {
  const changes: Change[] = [];
  const observe = (trial: number, value: number, fidelity: number): void => {
    const status = fidelity === 1 ? 'completed' : 'running';
    changes.push({ type: 'observed', trial, status, values: Float64Array.of(value), fidelity, cost: 1 });
  };
  const early = truth.map(seen);
  truth.forEach((_, trial) => {
    const row = Float64Array.of(trial / truth.length, 0.5);
    changes.push({ type: 'started', trial, row, origin: 'sampler', ordinal: trial });
    observe(trial, early[trial]!, 1 / 9);
  });
  const order = truth.map((_, trial) => trial).sort((a, b) => early[a]! - early[b]!);
  for (const trial of order.slice(0, truth.length / 3)) observe(trial, truth[trial]!, 1);
  return changes;
}

describe('foresight', () => {
  it('tells full scores as they are, and the others on their scale', () => {
    const random = stream(3);
    const truth = Array.from({ length: 60 }, () => random.uniform());
    const { algorithm, told } = recorder();
    const sampler = foresightSampler(algorithm).create(problem);
    // Early scores are four times the later ones, and shifted.
    sampler.update(halved(truth, (value) => 4 * value + 7));
    let within = 0;
    let squares = 0;
    for (const [trial, { status, values, errors, fidelity }] of told) {
      expect([status, fidelity]).toEqual(['completed', 1]);
      if (errors === undefined) expect(values![0]).toBe(truth[trial]);
      else {
        const off = Math.abs(values![0]! - truth[trial]!);
        squares += off * off;
        if (off <= 2 * errors[0]!) within++;
      }
    }
    expect(within).toBeGreaterThanOrEqual(38);
    expect(Math.sqrt(squares / 40)).toBeLessThan(0.08);
  });

  it('gives no say to a fidelity that tells nothing', () => {
    const random = stream(4);
    const truth = Array.from({ length: 60 }, () => random.uniform());
    const { algorithm, told } = recorder();
    const sampler = foresightSampler(algorithm).create(problem);
    sampler.update(halved(truth, () => random.uniform()));
    const foreseen = [...told.values()].filter(({ errors }) => errors !== undefined);
    const values = foreseen.map(({ values: v }) => v![0]!);
    const spread = Math.max(...values) - Math.min(...values);
    for (const { errors } of foreseen) expect(errors![0]).toBeGreaterThan(0.5 * spread);
  });

  it('learns from reports on the way', () => {
    const { algorithm, told } = recorder();
    const sampler = foresightSampler(algorithm).create(problem);
    const changes: Change[] = [];
    for (let trial = 0; trial < 30; trial++) {
      const final = ((trial * 7) % 30) / 30;
      changes.push({
        type: 'started',
        trial,
        row: Float64Array.of(trial / 30, 0),
        origin: 'sampler',
        ordinal: trial,
      });
      const whole = trial % 3 !== 0;
      for (const fidelity of whole ? [0.125, 0.25, 0.5, 1] : [0.125]) {
        const values = Float64Array.of(final + 1 / fidelity);
        changes.push({ type: 'reported', trial, values, fidelity });
      }
      changes.push({
        type: 'observed',
        trial,
        status: whole ? 'completed' : 'stopped',
        values: Float64Array.of(final + (whole ? 1 : 8)),
        fidelity: whole ? 1 : 0.125,
        cost: 1,
      });
    }
    sampler.update(changes);
    for (let trial = 12; trial < 30; trial += 3) {
      expect(told.get(trial)!.values![0]).toBeCloseTo(((trial * 7) % 30) / 30 + 1, 1);
    }
  });

  it('stays finite whatever the values', () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, 1e300, -1e300, 5e-324),
    );
    const pair = fc.tuple(value, value);
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 12 }), value, (pairs, asked) => {
        const cells = new Cells(1);
        pairs.forEach(([low, high], trial) => {
          cells.add(trial, 0.25, Float64Array.of(low));
          if (trial % 2 === 0) cells.add(trial, 1, Float64Array.of(high));
        });
        cells.add(99, 0.25, Float64Array.of(asked));
        const step = stepFrom(cells, Cells.levelOf(0.25), 0);
        expect(Number.isFinite(step.predict(asked))).toBe(true);
        expect(Number.isFinite(step.deviation(asked))).toBe(true);
        expect(step.deviation(asked)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
