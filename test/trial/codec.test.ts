import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TunewrightError } from '../../src/errors.ts';
import type { ParamValue } from '../../src/space/space.ts';
import { exampleEvents } from '../../src/testing/events.ts';
import { decodeEvent, decodeEvents, encodeEvent } from '../../src/trial/codec.ts';
import type { Event } from '../../src/trial/event.ts';

const codeOf = (work: () => unknown): { code: string; message: string } => {
  try {
    work();
  } catch (error) {
    if (error instanceof TunewrightError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('codec', () => {
  it('writes every event as in every release before', async () => {
    // A change here breaks the logs of everybody: give the new layout a new tag and keep reading the old one.
    const text = `${exampleEvents.map(encodeEvent).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot('../fixtures/events-1.jsonl');
  });

  it('has an example of every type', () => {
    expect(new Set(exampleEvents.map((event) => event.type)).size).toBe(16);
  });

  it('reads back exactly what it wrote, alone and together', () => {
    const bodies = exampleEvents.map(encodeEvent);
    expect(bodies.map(decodeEvent)).toStrictEqual(exampleEvents);
    expect(decodeEvents(bodies.join(','), 0, bodies.length)).toStrictEqual(exampleEvents);
  });

  it('keeps every number and every JSON value', () => {
    const double = fc.double({ noDefaultInfinity: false, noNaN: false });
    const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('$', '__proto__', 'constructor'));
    const value = fc.letrec<{ value: ParamValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        double,
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc
          .array(fc.tuple(name, tie('value')), { maxLength: 3 })
          .map((entries) => Object.fromEntries(entries)),
      ),
    })).value;
    const metrics = fc.array(fc.tuple(name, double)).map((entries) => Object.fromEntries(entries));
    fc.assert(
      fc.property(value, metrics, fc.float64Array(), double, (tag, reached, row, at) => {
        const events: Event[] = [
          { type: 'noted', at, trial: -1, key: 'k', value: tag },
          { type: 'reported', at, evaluation: 0, token: 0, step: at, metrics: reached },
          {
            type: 'suggestion-proposed',
            at,
            ordinal: 0,
            position: 0,
            batch: [0, 1],
            sampler: ['s', 1],
            row,
            tag,
          },
        ];
        deepStrictEqual(events.map(encodeEvent).map(decodeEvent), events);
      }),
    );
  });

  it('says that a later version wrote an event', () => {
    const { code, message } = codeOf(() => decodeEvent('["report:2",0,1]', 41));
    expect(code).toBe('TW_LOG_NEWER');
    expect(message).toContain('41');
    expect(message).toContain('report:2');
  });

  it.each([
    ['', 'not JSON'],
    ['{}', 'not a list'],
    ['[]', 'no tag'],
    ['[7,0]', 'no tag'],
    ['["report","now",1,2,3,[]]', '"now" is not a number'],
    ['["report",0,1.5,2,3,[]]', '1.5 is not a whole number'],
    ['["report",0,1,2,3,["loss"]]', 'a metric has no value'],
    ['["report",0,1,2,3,[4,5]]', '4 is not a text'],
    ['["report",0,1,2,3,{}]', '{} is not a list'],
    ['["report",0,1]', 'nothing is not a whole number'],
    ['["end",0,1,2,"waiting",[],[],0,0]', '"waiting" is not one of completed'],
    ['["trial",0,0,"default",[],0,0,[0,1],null,null,null,null,[3]]', 'not an object'],
  ])('names the place and the reason in a damaged event: %s', (body, reason) => {
    const { code, message } = codeOf(() => decodeEvent(body, 41));
    expect(code).toBe('TW_LOG_DAMAGED');
    expect(message).toContain('Event 41');
    expect(message).toContain(reason);
  });

  it('gives up on a joined text that is not the list it should be', () => {
    const body = encodeEvent({ type: 'noted', at: 0, trial: -1, key: 'k', value: 1 });
    expect(decodeEvents(`${body},${body}`, 0, 3)).toBeUndefined();
    expect(decodeEvents(`${body},`, 0, 2)).toBeUndefined();
  });

  it('never writes what it could not read back', () => {
    const broken: Event = { type: 'reported', at: 0, evaluation: Number.NaN, token: 0, step: 0, metrics: {} };
    expect(codeOf(() => encodeEvent(broken)).code).toBe('TW_LOG_INVALID');
  });
});
