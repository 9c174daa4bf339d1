import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleEvents } from '../../src/testing/events.ts';
import { decodeEvent, encodeEvent } from '../../src/trial/codec.ts';
import type { Event } from '../../src/trial/event.ts';
import { decodeSnapshot, encodeSnapshot } from '../../src/trial/snapshot.ts';
import { StudyState } from '../../src/trial/state.ts';
import { randomLog } from './random-log.ts';

function folded(events: readonly Event[]): StudyState {
  const state = new StudyState();
  state.applyAll(events);
  return state;
}

describe('snapshot', () => {
  it('with the rest of the log gives the state of the whole log, wherever it was made', () => {
    fc.assert(
      fc.property(randomLog(80), fc.nat(), (log, place) => {
        const whole = encodeSnapshot(folded(log));
        const cut = place % (log.length + 1);
        const continued = decodeSnapshot(encodeSnapshot(folded(log.slice(0, cut))))!;
        continued.applyAll(log.slice(cut));
        expect(Buffer.compare(encodeSnapshot(continued), whole)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps what was transferred before the first trial; later or misshapen knowledge is left out', () => {
    const knowledge = exampleEvents.find((event) => event.type === 'knowledge-transferred')!;
    const trial = exampleEvents.find((event) => event.type === 'trial-created')!;
    const state = folded([
      { type: 'study-created', at: 0, definition: {}, version: '1' },
      knowledge,
      { ...knowledge, ranks: Float64Array.of(1) },
      { ...trial, trial: 0 },
      knowledge,
    ]);
    expect(state.data.anomalies.map(({ position }) => position)).toEqual([2, 4]);
    expect(decodeSnapshot(encodeSnapshot(state))!.data.transfers).toEqual([knowledge]);
  });

  it('is the same after the log was written and read', () => {
    fc.assert(
      fc.property(randomLog(60), (log) => {
        const read = log.map(encodeEvent).map(decodeEvent);
        expect(Buffer.compare(encodeSnapshot(folded(read)), encodeSnapshot(folded(log)))).toBe(0);
      }),
    );
  });

  it('does not tell one NaN from another', () => {
    const negative = new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer);
    const created = (row: Float64Array): Event => ({
      type: 'trial-created',
      at: 0,
      trial: 0,
      origin: 'default',
      row,
      position: -1,
      ordinal: -1,
      batch: [0, 1],
    });
    const one = encodeSnapshot(folded([created(negative)]));
    expect(Buffer.compare(one, encodeSnapshot(folded([created(Float64Array.of(Number.NaN))])))).toBe(0);
  });

  it('shares no memory with its bytes', () => {
    const bytes = encodeSnapshot(folded(exampleEvents));
    const state = decodeSnapshot(bytes)!;
    bytes.fill(0);
    expect(state.row(1)).toEqual(folded(exampleEvents).row(1));
  });

  it('is discarded when damaged, cut or of another version', () => {
    const bytes = encodeSnapshot(folded(exampleEvents));
    for (let i = 0; i < bytes.length; i += 7) {
      const damaged = bytes.slice();
      damaged[i] = damaged[i]! ^ 1;
      const prefixPadding = i >= 20 && i < 24;
      if (!prefixPadding) expect(decodeSnapshot(damaged), `byte ${i}`).toBeUndefined();
    }
    expect(decodeSnapshot(bytes.subarray(0, bytes.length - 8))).toBeUndefined();
    expect(decodeSnapshot(bytes.subarray(0, 5))).toBeUndefined();
    expect(decodeSnapshot(new Uint8Array(0))).toBeUndefined();
  });

  it('may lie anywhere in memory', () => {
    const bytes = encodeSnapshot(folded(exampleEvents));
    const shifted = new Uint8Array(bytes.length + 3).subarray(3);
    shifted.set(bytes);
    expect(Buffer.compare(encodeSnapshot(decodeSnapshot(shifted)!), bytes)).toBe(0);
  });
});
