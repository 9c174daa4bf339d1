import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleEvents } from '../../src/testing/events.ts';
import type { EvaluationEnded, Event, Target } from '../../src/trial/event.ts';
import { StudyState } from '../../src/trial/state.ts';
import { randomLog } from './random-log.ts';

const target: Target = { fidelity: { epochs: 3 }, seed: 1, fold: -1, split: 'search' };
const worker = { host: 'box', pid: 7 };

const study: Event = { type: 'study-created', at: 0, definition: { seed: 7 }, version: '0.1.0' };
const trial = (number: number, extra: object = {}): Event => ({
  type: 'trial-created',
  at: 1,
  trial: number,
  origin: 'sampler',
  row: Float64Array.of(number, Number.NaN),
  position: 0,
  ordinal: number,
  batch: [0, 1],
  ...extra,
});
const start = (evaluation: number, of = 0): Event => ({
  type: 'evaluation-started',
  at: 2,
  evaluation,
  trial: of,
  purpose: 'search',
  target,
  worker,
  slot: 0,
});
const report = (evaluation: number, token: number, loss: number): Event => ({
  type: 'reported',
  at: 3,
  evaluation,
  token,
  step: 1,
  metrics: { loss },
});
const end = (evaluation: number, token: number, extra: Partial<EvaluationEnded> = {}): Event => ({
  type: 'evaluation-ended',
  at: 4,
  evaluation,
  token,
  status: 'completed',
  metrics: { loss: 0.5 },
  reached: { epochs: 3 },
  seconds: 2,
  cost: 1,
  ...extra,
});

function folded(...events: Event[]): StudyState {
  const state = new StudyState();
  state.applyAll(events);
  return state;
}

describe('state', () => {
  it('shows a whole life of a trial', () => {
    const state = folded(
      study,
      trial(0, { tag: { g: 1 }, sampler: ['tpe', 2], attributes: { a: 1, b: 2 } }),
      start(0),
      report(0, 2, 0.9),
      report(0, 2, 0.7),
      end(0, 2, { provenance: { git: 'abc' } }),
      {
        type: 'trial-ended',
        at: 9,
        trial: 0,
        status: 'completed',
        metrics: { loss: 0.5, f1: 1 },
        errors: { loss: 0.1 },
      },
      { type: 'noted', at: 10, trial: 0, key: 'b', value: 'new' },
    );
    expect(state.trial(0)).toEqual({
      trial: 0,
      origin: 'sampler',
      row: Float64Array.of(0, Number.NaN),
      position: 0,
      ordinal: 0,
      batch: [0, 1],
      sampler: ['tpe', 2],
      tag: { g: 1 },
      parent: -1,
      status: 'completed',
      metrics: { loss: 0.5, f1: 1 },
      errors: { loss: 0.1 },
      reason: undefined,
      createdAt: 1,
      endedAt: 9,
      evaluations: [0],
      attributes: { a: 1, b: 'new' },
    });
    expect(state.evaluation(0)).toEqual({
      evaluation: 0,
      trial: 0,
      purpose: 'search',
      target,
      status: 'completed',
      token: -1,
      crashes: 0,
      expiries: 0,
      worker,
      slot: 0,
      metrics: { loss: 0.5 },
      reached: { epochs: 3 },
      seconds: 2,
      cost: 1,
      reason: undefined,
      startedAt: 2,
      endedAt: 4,
      provenance: { git: 'abc' },
    });
    expect(state.reportsOf(0)).toEqual([
      { step: 1, metrics: { loss: 0.9 }, at: 3 },
      { step: 1, metrics: { loss: 0.7 }, at: 3 },
    ]);
    expect(state.metricOf(0, state.metricId('loss'))).toBe(0.5);
    expect(state.errorOf(0, state.metricId('loss'))).toBe(0.1);
    expect(state.errorOf(0, state.metricId('f1'))).toBeNaN();
    expect(state.metricOf(0, state.metricId('unheard'))).toBeNaN();
    expect(state.data.anomalies).toEqual([]);
  });

  it('lets a stale token change nothing', () => {
    const before = [study, trial(0), start(0)];
    const lapse: Event = { type: 'lease-ended', at: 5, evaluation: 0, token: 2, why: 'expired', seconds: 3 };
    const again: Event = { type: 'evaluation-leased', at: 6, evaluation: 0, worker, slot: 1 };
    const state = folded(
      ...before,
      lapse,
      again,
      report(0, 2, 1),
      end(0, 2),
      lapse,
      report(0, 4, 2),
      end(0, 4),
      end(0, 4),
    );
    expect(state.data.stale).toBe(4);
    expect(state.reportsOf(0).map((each) => each.metrics)).toEqual([{ loss: 2 }]);
    expect(state.evaluation(0)).toMatchObject({ status: 'completed', expiries: 1, crashes: 0, seconds: 5 });
    expect(state.totals).toEqual({ evaluations: 1, failures: 0, seconds: 5, cost: 1 });
  });

  it('takes the right from a lease when another is granted', () => {
    const again: Event = { type: 'evaluation-leased', at: 6, evaluation: 0, worker, slot: 1 };
    const state = folded(study, trial(0), start(0), again, end(0, 2));
    expect(state.data.stale).toBe(1);
    expect(state.evaluation(0)).toMatchObject({ status: 'running', token: 3, slot: 1 });
  });

  it('ends a waiting evaluation under no token', () => {
    const lapse: Event = { type: 'lease-ended', at: 5, evaluation: 0, token: 2, why: 'crashed', seconds: 1 };
    const state = folded(study, trial(0), start(0), lapse, end(0, -1, { status: 'cancelled' }));
    expect(state.evaluationStatus(0)).toBe('cancelled');
    expect(state.open.size).toBe(0);
  });

  it('freezes the result of a trial', () => {
    const ended = (loss: number): Event => ({
      type: 'trial-ended',
      at: 8,
      trial: 0,
      status: 'completed',
      metrics: { loss },
    });
    const state = folded(study, trial(0), ended(1), ended(2), start(0), end(0, 4));
    expect(state.trial(0)).toMatchObject({ status: 'completed', metrics: { loss: 1 }, evaluations: [0] });
    expect(state.data.anomalies).toEqual([
      { position: 3, type: 'trial-ended', reason: 'trial 0 has ended already' },
    ]);
  });

  it('numbers trials and evaluations without gaps', () => {
    const state = folded(
      study,
      trial(1),
      trial(0),
      trial(0),
      trial(1),
      start(1),
      start(0),
      start(0),
      start(1, 1),
    );
    expect(state.trialCount).toBe(2);
    expect(state.evaluationCount).toBe(2);
    expect(state.data.anomalyCount).toBe(4);
    expect(state.data.anomalies.map((each) => each.position)).toEqual([1, 3, 5, 7]);
  });

  it('counts for the budget what is not imported, whatever its end', () => {
    const state = folded(
      study,
      trial(0, { origin: 'default', ordinal: -1 }),
      trial(1, { origin: 'imported', ordinal: -1 }),
      trial(2),
      start(0, 1),
      start(1, 2),
      end(0, 4, { status: 'failed' }),
      end(1, 5, { status: 'failed', seconds: Number.NaN }),
    );
    expect(state.budgetedTrials).toBe(2);
    expect(state.created('imported')).toBe(1);
    expect(state.totals).toEqual({ evaluations: 1, failures: 1, seconds: 0, cost: 1 });
  });

  it('keeps requests and suggestions until they are used', () => {
    const row = Float64Array.of(1);
    const queued: Event = { type: 'trial-enqueued', at: 1, row, free: Uint8Array.of(0) };
    const offer = (ordinal: number): Event => ({
      type: 'suggestion-proposed',
      at: 1,
      ordinal,
      position: 0,
      batch: [0, 1],
      sampler: ['random', 1],
      row,
    });
    const state = folded(study, queued, queued, offer(0), offer(1), offer(2));
    expect([...state.queue.keys()]).toEqual([1, 2]);
    expect(state.nextOrdinal).toBe(3);
    state.applyAll([
      trial(0, { origin: 'enqueued', ordinal: -1, request: 1 }),
      trial(1, { origin: 'enqueued', ordinal: -1, request: 1 }),
      trial(1, { ordinal: 1 }),
      { type: 'suggestion-withdrawn', at: 2, ordinal: 0, reason: 'old' },
    ]);
    expect([...state.queue.keys()]).toEqual([2]);
    expect([...state.proposals.keys()]).toEqual([2]);
    expect(state.data.anomalies.map((each) => each.reason)).toEqual(['request 1 is not in the queue']);
    row[0] = 9;
    expect(state.queue.get(2)?.row[0]).toBe(1);
  });

  it('does what the last control event says', () => {
    const control = (action: 'pause' | 'resume' | 'stop' | 'finish'): Event => ({
      type: 'study-controlled',
      at: 1,
      action,
      reason: `to ${action}`,
    });
    const state = folded(study);
    expect(state.control).toEqual({ state: 'active', reason: '' });
    for (const [action, expected] of [
      ['pause', 'paused'],
      ['resume', 'active'],
      ['stop', 'stopped'],
      ['finish', 'finished'],
    ] as const) {
      state.apply(control(action));
      expect(state.control).toEqual({ state: expected, reason: `to ${action}` });
    }
  });

  it('keeps what is attached to the study', () => {
    const state = folded(...exampleEvents);
    expect(state.attributes(-1)).toEqual({ owner: 'me' });
    expect(Object.hasOwn(state.attributes(0), '__proto__')).toBe(true);
    expect(state.definition).toEqual({ budget: Number.POSITIVE_INFINITY });
    expect(state.sampler).toMatchObject({ sampler: 'sobol', version: 1 });
  });

  it('names a trial that does not exist', () => {
    expect(() => folded(study, trial(0)).trial(1)).toThrow('There is no trial 1.');
    expect(() => folded(study).evaluation(-1)).toThrow('There is no evaluation -1.');
  });

  it('never throws on any readable log, and its counts agree with its records', () => {
    fc.assert(
      fc.property(randomLog(100), (log) => {
        const state = folded(...log);
        expect(state.position).toBe(log.length);
        const trials = Array.from({ length: state.trialCount }, (_, i) => state.trial(i));
        const evaluations = Array.from({ length: state.evaluationCount }, (_, i) => state.evaluation(i));
        for (const status of [
          'waiting',
          'running',
          'completed',
          'failed',
          'infeasible',
          'skipped',
          'stopped',
        ] as const) {
          expect(state.countTrials(status)).toBe(trials.filter((each) => each.status === status).length);
          expect(state.countEvaluations(status)).toBe(
            evaluations.filter((each) => each.status === status).length,
          );
        }
        const open = evaluations.filter((each) => each.status === 'waiting' || each.status === 'running');
        expect([...state.open]).toEqual(open.map((each) => each.evaluation));
        expect(state.running).toBe(state.countEvaluations('running'));
        for (const each of evaluations) expect(each.token >= 0).toBe(each.status === 'running');
        expect(trials.flatMap((each) => each.evaluations).sort((a, b) => a - b)).toEqual(
          evaluations.map((_, i) => i),
        );
        const reports = evaluations.reduce((sum, each) => sum + state.reportsOf(each.evaluation).length, 0);
        expect(state.reportCount).toBe(reports);
        for (const each of trials) {
          const runs = each.evaluations.some((e) => evaluations[e]!.status === 'running');
          const waits = each.evaluations.some((e) => evaluations[e]!.status === 'waiting');
          const none = waits || each.evaluations.length === 0 ? 'waiting' : 'paused';
          if (Number.isNaN(each.endedAt)) expect(each.status).toBe(runs ? 'running' : none);
        }
      }),
      { numRuns: 200 },
    );
  });
});
