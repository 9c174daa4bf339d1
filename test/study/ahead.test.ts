import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { coreParts, memoryStorage, type StudyInput } from '../../src/index.ts';
import type { Change, Request, Sampler, SamplerAlgorithm } from '../../src/sampler/port.ts';
import type { Storage } from '../../src/storage/port.ts';
import { openStudyWith } from '../../src/study/open.ts';
import type { SamplerPlace, SamplerThread, Thought } from '../../src/study/sampler-thread.ts';
import type { Study } from '../../src/study/study.ts';
import { compileTerms, problemOf } from '../../src/study/terms.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';
import type { Event } from '../../src/trial/event.ts';

const input = {
  name: 'ahead',
  space: { x: { float: [0, 1] }, kind: { oneOf: { plain: {}, tilted: { slope: { float: [0, 1] } } } } },
  objective: { minimize: 'loss' },
  budget: { trials: 30 },
  sampler: 'tpe',
  seed: 5,
} as const satisfies StudyInput;

/** A sampler that answers later, as one in a thread does; it gets copies. */
class Elsewhere implements SamplerPlace {
  readonly always: boolean;
  started = 0;
  closed = 0;
  requests: Request[] = [];
  /** Whether a request is being worked on. */
  thinking = false;
  readonly #think: () => Promise<unknown>;
  readonly #ms: number | undefined;
  /** Dies at this request. */
  diesAt = Number.POSITIVE_INFINITY;

  constructor({
    always = true,
    delayMs = 0,
    thinking = (): Promise<unknown> => sleep(delayMs),
    ms,
  }: {
    readonly always?: boolean;
    readonly delayMs?: number;
    readonly thinking?: () => Promise<unknown>;
    /** How long it says that it took. */
    readonly ms?: number;
  } = {}) {
    this.always = always;
    this.#ms = ms;
    this.#think = thinking;
  }

  start(...[definition, transferred]: Parameters<SamplerPlace['start']>): SamplerThread {
    this.started++;
    const terms = compileTerms(definition);
    const sampler = coreParts({})
      .sampler(definition)
      .create(problemOf(terms, definition, transferred));
    let queue: Promise<unknown> = Promise.resolve();
    const later = <T>(work: () => T | Promise<T>): Promise<T> => {
      const done = queue.then(work);
      queue = done.catch(() => {});
      return done;
    };
    return {
      update: (changes: readonly Change[]) => {
        const copies = structuredClone(changes);
        void later(() => sampler.update(copies));
      },
      suggest: (request: Request): Promise<Thought> => {
        this.requests.push(request);
        const dies = this.requests.length >= this.diesAt;
        this.thinking = true;
        return later(async () => {
          const begun = performance.now();
          await this.#think();
          this.thinking = false;
          if (dies) throw new Error('it died');
          const explanation = sampler.explain?.() ?? '';
          const ms = this.#ms ?? performance.now() - begun;
          return { suggestions: structuredClone(sampler.suggest(request)), explanation, ms };
        });
      },
      close: async () => {
        this.closed++;
      },
    };
  }
}

function open(
  place: SamplerPlace | undefined,
  more: Partial<StudyInput> = {},
  storage: Storage = memoryStorage(),
): Promise<Study> {
  const parts = coreParts({ storage });
  return openStudyWith({ ...parts, ...(place && { samplers: place }) }, { ...input, ...more } as StudyInput);
}

function loss({ x }: { readonly x?: unknown }): number {
  return ((x as number) - 0.3) ** 2;
}

async function eventsOf(storage: Storage, study: Pick<Study, 'id'>): Promise<Event[]> {
  const events: Event[] = [];
  for await (const chunk of storage.read(study.id, 0)) events.push(...chunk);
  return events;
}

/** For each trial by the sampler, how many results its suggestion did not know that were there when it began. */
function lags(events: readonly Event[]): number[] {
  return events.flatMap((event, created) =>
    event.type === 'trial-created' && event.origin === 'sampler'
      ? [events.slice(event.position, created).filter(({ type }) => type === 'evaluation-ended').length]
      : [],
  );
}

describe('a sampler in a thread of its own', () => {
  it('gives one by one what it would give here, and each knows every result', async () => {
    const rows: unknown[] = [];
    for (const place of [undefined, new Elsewhere()]) {
      const storage = memoryStorage();
      const study = await open(place, {}, storage);
      await study.optimize(({ params }) => loss(params));
      rows.push(study.trials().map(({ params }) => params));
      expect(study.trials()).toHaveLength(30);
      expect(await study.replay()).toMatchObject({ exact: true, suggestions: 29 });
      expect(Math.max(...lags(await eventsOf(storage, study)))).toBeLessThanOrEqual(
        place === undefined ? 1 : 0,
      );
      if (place !== undefined) expect(study.explain()).toMatch(/density of the best/);
      await study.close();
    }
    expect(rows[1]).toEqual(rows[0]);
  });

  it('does so by ask and tell, several together', async () => {
    const place = new Elsewhere();
    const study = await open(place);
    const first = (await study.ask())!;
    await study.tell(first, 1);
    const four = await study.ask(4);
    expect(four.map(({ number }) => study.state.trial(number).batch)).toEqual([
      [0, 4],
      [1, 4],
      [2, 4],
      [3, 4],
    ]);
    // No more than the budget has.
    expect(await study.ask(100)).toHaveLength(25);
    const counts = place.requests.map(({ count }) => count);
    expect([counts[0], counts.at(-1)]).toEqual([4, 25]);
    expect(await study.ask()).toBeUndefined();
    expect(await study.replay()).toMatchObject({ exact: true, suggestions: 29 });
    await study.close();
    expect(place.closed).toBe(1);
  });

  it('works ahead where waiting would cost much, and not too far', async () => {
    const storage = memoryStorage();
    const place = new Elsewhere({ delayMs: 3 });
    const study = await open(place, { parallel: 4, budget: { trials: 60 } }, storage);
    await study.optimize(async ({ params, number }) => {
      await sleep(5 + ((number * 7) % 11));
      return loss(params);
    });
    const missed = lags(await eventsOf(storage, study));
    expect(missed).toHaveLength(59);
    expect(missed.filter((lag) => lag > 0).length).toBeGreaterThan(20);
    expect(Math.max(...missed)).toBeLessThanOrEqual(4);
    expect(await study.replay()).toMatchObject({ exact: true, suggestions: 59 });
    await study.close();
  });

  it.each([
    ['fresh where waiting costs little', 12_000, 0],
    ['ahead where it costs more', 60_000, 1],
  ])('suggests %s', async (_, thinkingMs, lag) => {
    const clock = new VirtualClock();
    const storage = memoryStorage();
    const place = new Elsewhere({ thinking: () => clock.advance(thinkingMs), ms: thinkingMs });
    const parts = { ...coreParts({ storage, clock }), samplers: place };
    const study = await openStudyWith(parts, { ...input, parallel: 2 });
    const running = [(await study.ask())!, (await study.ask())!];
    for (let i = 0; i < 20; i++) {
      // Each takes 100 s.
      await clock.advance(50_000);
      const ended = running.shift()!;
      await study.tell(ended, loss(ended.params));
      running.push((await study.ask())!);
      while (place.thinking) await sleep(1);
    }
    const missed = lags(await eventsOf(storage, study));
    expect(missed).toHaveLength(21);
    // The first evaluations had no time yet to compare with.
    expect(missed.slice(4)).toEqual(Array.from({ length: 17 }, () => lag));
    expect((await study.replay()).exact).toBe(true);
    await study.close();
  });

  it('is left to its fate when it dies: the study goes on here', async () => {
    const place = new Elsewhere();
    place.diesAt = 7;
    const study = await open(place, { parallel: 3 });
    await study.optimize(({ params }) => loss(params));
    expect(study.trials()).toHaveLength(30);
    expect(place.requests).toHaveLength(7);
    expect(place.closed).toBe(1);
    expect(await study.replay()).toMatchObject({ exact: true, suggestions: 29 });
    await study.close();
  });

  it('is not needed: where there are no threads to be had, the study goes on here', async () => {
    const place: SamplerPlace = {
      always: true,
      start: () => {
        throw new Error('no threads here');
      },
    };
    const study = await open(place, { parallel: 2 });
    await study.tell((await study.ask())!, 1);
    // Nothing but this is asked for, so that nothing else wakes it.
    const asked = await study.ask(3);
    expect(asked).toHaveLength(3);
    for (const trial of asked) await study.tell(trial, loss(trial.params));
    await study.optimize(({ params }) => loss(params));
    expect(study.trials()).toHaveLength(30);
    expect((await study.replay()).exact).toBe(true);
    await study.close();
  });

  it('begins anew when the study is edited', async () => {
    const place = new Elsewhere({ delayMs: 2 });
    const storage = memoryStorage();
    const study = await open(place, { parallel: 2 }, storage);
    await study.optimize(async ({ params, number }) => {
      await sleep(4);
      if (number === 10) await study.edit({ ...study.definition, budget: { trials: 40 } }, 'more');
      return loss(params);
    });
    expect(study.trials()).toHaveLength(40);
    expect([place.started, place.closed]).toEqual([2, 1]);
    expect(await study.replay()).toMatchObject({ exact: true, suggestions: 39 });
    await study.close();
  });

  it('knows when nothing is left', async () => {
    const space = { n: { int: [1, 5] }, on: { bool: true } } as const;
    for (const sampler of ['tpe', 'grid']) {
      const study = await open(new Elsewhere(), { space, sampler, parallel: 3 });
      const end = await study.optimize(({ params }) => params.n as number);
      expect(end.reason).toBe('all 10 configurations were tried');
      expect(study.trials()).toHaveLength(10);
      await study.close();
    }
  });

  it('repeats a noisy program as it would here', async () => {
    const space = { n: { int: [1, 3] } } as const;
    const study = await open(new Elsewhere(), { space, noisy: true, parallel: 2 });
    await study.optimize(({ params, seed }) => (params.n as number) + (seed % 7) / 10);
    expect(study.trials()).toHaveLength(3);
    expect(study.state.evaluationCount).toBe(30);
    expect((await study.replay()).exact).toBe(true);
    await study.close();
  });

  it('shares a budget with another process, whoever is faster', async () => {
    const storage = memoryStorage();
    const studies = await Promise.all(
      [1, 2].map((delayMs) =>
        open(new Elsewhere({ delayMs }), { parallel: 3, budget: { trials: 60 } }, storage),
      ),
    );
    await Promise.all(
      studies.map((study) =>
        study.optimize(async ({ params, number }) => {
          await sleep(3 + (number % 5));
          return loss(params);
        }),
      ),
    );
    const [study] = studies as [Study, Study];
    await Promise.all(studies.map((one) => one.close()));
    const last = await open(undefined, { parallel: 3, budget: { trials: 60 } }, storage);
    expect(last.trials().map(({ number }) => number)).toEqual(Array.from({ length: 60 }, (_, i) => i));
    expect(last.state.data.anomalyCount).toBe(0);
    expect(await last.replay()).toMatchObject({ exact: true, suggestions: 59 });
    expect(study.state.trialCount).toBeGreaterThan(30);
    await last.close();
  });

  it.each([
    ['is not started for quick suggestions', 15, 15, 0, 0],
    ['is started once suggestions are slow here', 25, 25, 1, 0],
    ['is given up where suggestions are quick', 25, 1, 1, 1],
  ])('%s', async (_, hereMs, thereMs, started, closed) => {
    const clock = new VirtualClock();
    const place = new Elsewhere({ always: false, ms: thereMs });
    const parts = coreParts({ storage: memoryStorage(), clock });
    const sampler: typeof parts.sampler = (definition) => slowed(parts.sampler(definition), clock, hereMs, 4);
    const study = await openStudyWith({ ...parts, sampler, samplers: place }, input);
    await study.optimize(async ({ params }) => {
      await sleep(2);
      return loss(params);
    });
    expect([place.started, place.closed]).toEqual([started, closed]);
    expect(place.requests.length > 10).toBe(started > closed);
    expect(await study.replay()).toMatchObject({ exact: true, suggestions: 29 });
    await study.close();
  });
});

/** The same algorithm, that seems to take its time. */
function slowed(
  algorithm: SamplerAlgorithm,
  clock: VirtualClock,
  ms: number,
  times: number,
): SamplerAlgorithm {
  let left = times;
  return {
    ...algorithm,
    create: (problem): Sampler => {
      const sampler = algorithm.create(problem);
      return {
        update: (changes) => sampler.update(changes),
        suggest: (request) => {
          if (left-- > 0) void clock.advance(ms);
          return sampler.suggest(request);
        },
      };
    },
  };
}
