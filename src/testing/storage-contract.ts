import type { Storage } from '../storage/port.ts';
import type { Event } from '../trial/event.ts';
import { check, checkEqual, checkRejects } from './check.ts';
import { exampleEvents } from './events.ts';

/** One place where studies are kept, made afresh for each test. */
export interface StoragePlace {
  /** A handle on the place; for a storage that is kept outside the process another one each time. */
  open(): Promise<Storage>;
  /** Removes what the test left. Handles are closed before. */
  dispose(): Promise<void>;
}

export interface StorageContractOptions {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => Promise<void>) => void;
  /** Clauses that this storage does not keep, each with the reason. */
  readonly exceptions?: { readonly [Clause in 'durable' | 'shared']?: string };
}

/** Every handle that a test opens is closed after it, also when it fails. */
interface Scene {
  open(): Promise<Storage>;
}

const created: Event = { type: 'study-created', at: 1, definition: { seed: 7 }, version: '0.1.0' };

const noted = (key: string): Event => ({ type: 'noted', at: 2, trial: -1, key, value: null });

/**
 * What every storage must hold. Registers tests with the caller's `describe` and `it`, so that it runs under any
 * test runner.
 * @example
 * storageContract('mine', makePlace, { describe, it });
 */
export function storageContract(
  name: string,
  make: () => Promise<StoragePlace>,
  options: StorageContractOptions,
): void {
  const { describe, exceptions = {} } = options;
  const it = (title: string, body: (scene: Scene) => Promise<void>): void =>
    options.it(title, () => play(make, body));

  describe(`storage contract: ${name}`, () => {
    it('gives back every event exactly, in order', async ({ open }) => {
      const storage = await open();
      const { id } = await storage.create('s', [created]);
      checkEqual(await storage.append(id, exampleEvents), 1, 'the position of the first');
      checkEqual(await readAll(storage, id), [created, ...exampleEvents], 'the events');
      checkEqual(await readAll(storage, id, 3), exampleEvents.slice(2), 'the events from position 3');
      checkEqual(await storage.head(id), 1 + exampleEvents.length, 'the length');
      checkEqual(await readAll(storage, id, 1000), [], 'the events from beyond the end');
    });

    it('keeps what it was given, whatever happens to it afterwards', async ({ open }) => {
      const storage = await open();
      const row = new Float64Array([1, 2]);
      const event: Event = { type: 'trial-enqueued', at: 1, row, free: new Uint8Array([0, 1]) };
      const { id } = await storage.create('s', [event]);
      row[0] = 9;
      const [kept] = await readAll(storage, id);
      checkEqual((kept as typeof event).row, new Float64Array([1, 2]), 'the row');
    });

    it('appends only at the expected position', async ({ open }) => {
      const storage = await open();
      const { id } = await storage.create('s', [created]);
      checkEqual(await storage.append(id, [noted('a')], 0), 'conflict', 'too early');
      checkEqual(await storage.append(id, [noted('a')], 2), 'conflict', 'too late');
      checkEqual(await storage.head(id), 1, 'the length after conflicts');
      checkEqual(await storage.append(id, [noted('a'), noted('b')], 1), 1, 'in time');
      checkEqual(await storage.head(id), 3, 'the length');
      checkEqual(await storage.append(id, [], 3), 3, 'nothing, in time');
    });

    it('lets exactly one of many appends at one position through', async ({ open }) => {
      const storage = await open();
      const { id } = await storage.create('s', [created]);
      const keys = Array.from({ length: 50 }, (_, i) => `k${i}`);
      const results = await Promise.all(keys.map((key) => storage.append(id, [noted(key)], 1)));
      checkEqual(results.filter((result) => result !== 'conflict').length, 1, 'how many went through');
      checkEqual(await storage.head(id), 2, 'the length');
    });

    it('keeps appends made together whole and apart', async ({ open }) => {
      const storage = await open();
      const { id } = await storage.create('s', [created]);
      const groups = Array.from({ length: 100 }, (_, i) => [noted(`${i}a`), noted(`${i}b`), noted(`${i}c`)]);
      const positions = await Promise.all(groups.map((group) => storage.append(id, group)));
      const events = await readAll(storage, id);
      checkEqual(events.length, 301, 'the length');
      for (const [i, position] of positions.entries()) {
        checkEqual(events.slice(position as number, (position as number) + 3), groups[i], `group ${i}`);
      }
      checkEqual(
        positions,
        [...positions].sort((a, b) => Number(a) - Number(b)),
        'the order',
      );
    });

    it('does not fail others with one that fails', async ({ open }) => {
      const storage = await open();
      const { id } = await storage.create('s', [created]);
      const [before, unknown, conflict, taken, after] = await Promise.allSettled([
        storage.append(id, [noted('a')]),
        storage.append('nobody', [noted('x')]),
        storage.append(id, [noted('y')], 0),
        storage.create('s', [created]),
        storage.append(id, [noted('b')]),
      ]);
      checkEqual([before.status, after.status], ['fulfilled', 'fulfilled'], 'the sound ones');
      checkEqual([unknown.status, taken.status], ['rejected', 'rejected'], 'the refused ones');
      checkEqual(conflict, { status: 'fulfilled', value: 'conflict' }, 'the conflict');
      checkEqual(await readAll(storage, id), [created, noted('a'), noted('b')], 'the events');
      checkEqual((await storage.list()).length, 1, 'the studies');
    });

    it('reads long logs in chunks', async ({ open }) => {
      const storage = await open();
      const { id } = await storage.create('s', [created]);
      const events = Array.from({ length: 5000 }, (_, i) => noted(`${i}`));
      await storage.append(id, events);
      let longest = 0;
      let count = 0;
      for await (const chunk of storage.read(id, 1)) {
        longest = Math.max(longest, chunk.length);
        for (const event of chunk) checkEqual(event, events[count++], `event ${count}`);
      }
      checkEqual(count, 5000, 'how many were read');
      check(longest > 0 && longest < 5000, `one chunk held ${longest} events`);
    });

    it('keeps very large events', async ({ open }) => {
      const storage = await open();
      const { id } = await storage.create('s', [created]);
      const large = Array.from({ length: 5 }, (_, i) => noted(String(i).repeat(1_000_000)));
      await storage.append(id, large);
      checkEqual(await readAll(storage, id, 1), large, 'the events');
    });

    it('takes any text as a name', async ({ open }) => {
      const storage = await open();
      const names = [
        '',
        ' ',
        "'; DROP TABLE study; --",
        'a\0b',
        'a\0c',
        '\ud800',
        '\udfff',
        '🙂',
        '\u00e9',
        'e\u0301',
        '%',
        '__proto__',
        'a\nb',
      ];
      for (const each of names) await storage.create(each, [created]);
      checkEqual(
        (await storage.list()).map((study) => study.name),
        names,
        'the names',
      );
      for (const each of names) checkEqual((await storage.find(each))?.name, each, 'the found name');
    });

    it('lists and finds studies by name and id, in the order they were made', async ({ open }) => {
      const storage = await open();
      checkEqual(await storage.list(), [], 'the studies at first');
      const a = await storage.create('a', [created]);
      const b = await storage.create('b', [{ ...created, at: 5 }]);
      checkEqual(await storage.list(), [a, b], 'the studies');
      checkEqual([a.createdAt, b.createdAt], [1, 5], 'the times');
      checkEqual(await storage.find('b'), b, 'found by name');
      checkEqual(await storage.find(b.id), b, 'found by id');
      checkEqual(await storage.find('c'), undefined, 'not found');
      check(a.id !== b.id, 'two studies have one id');
      const c = await storage.create(a.id, [created]);
      checkEqual(await storage.find(a.id), c, 'a name goes before an id');
    });

    it('refuses a name that is taken, once only', async ({ open }) => {
      const storage = await open();
      const first = await storage.create('s', [created]);
      await checkRejects(storage.create('s', [created]), 'TW_STORAGE_NAME_TAKEN', 'a second one');
      await storage.remove(first.id);
      const second = await storage.create('s', [created]);
      check(second.id !== first.id, 'the id of a removed study came back');
    });

    it('removes a study with all it holds, and no other', async ({ open }) => {
      const storage = await open();
      const gone = await storage.create('gone', [created]);
      const kept = await storage.create('kept', [created, noted('k')]);
      await storage.remove(gone.id);
      checkEqual(await storage.list(), [kept], 'the studies');
      checkEqual(await readAll(storage, kept.id), [created, noted('k')], 'the other study');
      for (const use of usesOf(storage, gone.id)) {
        await checkRejects(use(), 'TW_STORAGE_STUDY_UNKNOWN', `after removal: ${use}`);
      }
    });

    it('keeps deadlines beside the log; an older token moves none', async ({ open }) => {
      const storage = await open();
      const { id } = await storage.create('s', [created]);
      const at = (evaluation: number, token: number, deadline: number) => ({ evaluation, token, deadline });
      await storage.renew(id, [at(1, 10, 500), at(0, 4, 400)]);
      await storage.renew(id, [at(1, 9, 900), at(0, 4, 450)]);
      checkEqual(await storage.deadlines(id), [at(0, 4, 450), at(1, 10, 500)], 'the deadlines');
      await storage.renew(id, [at(1, 12, 100), at(0, 3, 0)]);
      checkEqual(await storage.deadlines(id), [at(0, 4, 450), at(1, 12, 100)], 'after a newer token');
      await storage.renew(id, [at(0, 4, 0)]);
      checkEqual(await storage.deadlines(id), [at(1, 12, 100)], 'after one was forgotten');
      checkEqual(await storage.head(id), 1, 'the length of the log');
    });

    it('keeps the furthest snapshot of a reducer', async ({ open }) => {
      const storage = await open();
      const { id } = await storage.create('s', [created]);
      checkEqual(await storage.loadSnapshot(id), undefined, 'the snapshot at first');
      const bytes = Uint8Array.from({ length: 9_000_000 }, (_, i) => (i * i) % 251);
      const snapshot = { position: 5, reducer: 1, bytes };
      await storage.saveSnapshot(id, snapshot);
      const loaded = await storage.loadSnapshot(id);
      checkEqual(
        [loaded?.position, loaded?.reducer, loaded?.bytes.length],
        [5, 1, bytes.length],
        'what was kept',
      );
      check(
        bytes.every((byte, i) => loaded?.bytes[i] === byte),
        'the bytes differ',
      );
      const small = new Uint8Array([1]);
      await storage.saveSnapshot(id, { position: 4, reducer: 1, bytes: small });
      checkEqual((await storage.loadSnapshot(id))?.position, 5, 'after an earlier one');
      await storage.saveSnapshot(id, { position: 3, reducer: 2, bytes: small });
      checkEqual(
        await storage.loadSnapshot(id),
        { position: 3, reducer: 2, bytes: small },
        'of another reducer',
      );
    });

    it('refuses use after close, and closes twice without harm', async ({ open }) => {
      const storage = await open();
      const { id } = await storage.create('s', [created]);
      const last = storage.append(id, [noted('last')]);
      await storage.close();
      await storage.close();
      checkEqual(await last, 1, 'an append made before');
      for (const use of [...usesOf(storage, id), () => storage.list()]) {
        await checkRejects(use(), 'TW_STORAGE_CLOSED', `after close: ${use}`);
      }
    });

    if (exceptions.durable === undefined) {
      it('gives everything back after it was closed and opened again', async ({ open }) => {
        const first = await open();
        const study = await first.create('s', [created]);
        await first.append(study.id, exampleEvents);
        await first.renew(study.id, [{ evaluation: 0, token: 2, deadline: 99 }]);
        await first.saveSnapshot(study.id, { position: 1, reducer: 1, bytes: new Uint8Array([7]) });
        await first.close();
        const second = await open();
        checkEqual(await second.list(), [study], 'the studies');
        checkEqual(await readAll(second, study.id), [created, ...exampleEvents], 'the events');
        checkEqual(
          await second.deadlines(study.id),
          [{ evaluation: 0, token: 2, deadline: 99 }],
          'deadlines',
        );
        checkEqual((await second.loadSnapshot(study.id))?.bytes, new Uint8Array([7]), 'the snapshot');
      });
    }

    if (exceptions.shared === undefined) {
      it('shows one handle what another appended', async ({ open }) => {
        const [one, other] = [await open(), await open()];
        const { id } = await one.create('s', [created]);
        checkEqual(await other.head(id), 1, 'the length seen by the other');
        await other.append(id, [noted('a')], 1);
        checkEqual(await one.append(id, [noted('b')], 1), 'conflict', 'an append that knows too little');
        checkEqual(await readAll(one, id), [created, noted('a')], 'the events');
        await checkRejects(other.create('s', [created]), 'TW_STORAGE_NAME_TAKEN', 'the same name');
      });

      it('counts exactly when two handles race for each position', async ({ open }) => {
        const handles = [await open(), await open()];
        const { id } = await (handles[0] as Storage).create('s', [created]);
        await Promise.all(handles.flatMap((handle) => [0, 1, 2, 3].map(() => appendEach(handle, id, 25))));
        const events = await readAll(handles[0] as Storage, id);
        const keys = events.slice(1).map((event) => (event as { readonly key: string }).key);
        checkEqual(
          keys,
          keys.map((_, i) => `${i + 1}`),
          'each position taken once',
        );
        checkEqual(keys.length, 200, 'how many');
      });
    }
  });
}

/** Appends `count` events, each holding the position it was meant for. */
async function appendEach(storage: Storage, id: string, count: number): Promise<void> {
  for (let done = 0; done < count; ) {
    const head = await storage.head(id);
    if ((await storage.append(id, [noted(`${head}`)], head)) !== 'conflict') done++;
  }
}

function usesOf(storage: Storage, id: string): (() => Promise<unknown>)[] {
  return [
    () => storage.append(id, [noted('x')]),
    () => storage.head(id),
    () => readAll(storage, id),
    () => storage.renew(id, [{ evaluation: 0, token: 1, deadline: 1 }]),
    () => storage.deadlines(id),
    () => storage.saveSnapshot(id, { position: 1, reducer: 1, bytes: new Uint8Array(1) }),
    () => storage.loadSnapshot(id),
    () => storage.remove(id),
  ];
}

async function readAll(storage: Storage, id: string, from = 0): Promise<Event[]> {
  const events: Event[] = [];
  for await (const chunk of storage.read(id, from)) events.push(...chunk);
  return events;
}

async function play(make: () => Promise<StoragePlace>, body: (scene: Scene) => Promise<void>): Promise<void> {
  const place = await make();
  const handles: Storage[] = [];
  const open = async (): Promise<Storage> => {
    const handle = await place.open();
    handles.push(handle);
    return handle;
  };
  try {
    await body({ open });
  } finally {
    for (const handle of handles) await handle.close();
    await place.dispose();
  }
}
