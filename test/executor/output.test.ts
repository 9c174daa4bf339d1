import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { LineSplitter, plainLine } from '../../src/executor/node/lines.ts';
import { LogFile } from '../../src/executor/node/log-file.ts';

function split(chunks: readonly string[], interesting?: RegExp): [string, boolean][] {
  const lines: [string, boolean][] = [];
  const splitter = new LineSplitter((line, redrawn) => lines.push([line, redrawn]), interesting);
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

describe('lines', () => {
  it('are cut at newlines; a carriage return alone redraws', () => {
    expect(split(['a\nb\r\nc\rd\ne'])).toEqual([
      ['a', false],
      ['b', false],
      ['c', true],
      ['d', false],
      ['e', false],
    ]);
  });

  it('do not depend on how the text is cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '=', '\n', '\r', 'é'), maxLength: 40 });
    fc.assert(
      fc.property(fc.array(text), (chunks) => {
        expect(split(chunks)).toEqual(split([chunks.join('')]));
      }),
    );
  });

  it('with something of interest are all seen when the rest is skipped', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '=', '\n', '\r'), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(text), (chunks) => {
        const seen = ([line]: [string, boolean]): boolean => line.includes('=');
        const all = split(chunks)
          .filter(seen)
          .map(([line]) => line);
        expect(
          split(chunks, /=/)
            .filter(seen)
            .map(([line]) => line),
        ).toEqual(all);
      }),
    );
  });

  it('keep 16,384 characters', () => {
    expect(split(Array.from({ length: 100 }, () => 'x'.repeat(1000)))[0]![0]).toHaveLength(16_384);
  });

  it('lose colours and cursor movements', () => {
    expect(plainLine('\u001b[1;32mloss\u001b[0m=\u001b[K0.5\b\u001b]8;;http://x\u0007')).toBe('loss=0.5');
  });
});

describe('a log file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tunewright-log-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('keeps every byte, also no text', () => {
    const path = join(folder, 'bytes.log');
    const log = new LogFile(path, false);
    const bytes = Buffer.from([0, 255, 254, 10, 13, 195]);
    log.write(bytes);
    log.close();
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('keeps the first and the last part, and says how much is missing', () => {
    const path = join(folder, 'capped.log');
    const log = new LogFile(path, false, { headBytes: 10, tailBytes: 5 });
    for (const digit of '0123456789abcdefghij') log.write(Buffer.from(digit.repeat(2)));
    log.close();
    expect(readFileSync(path, 'utf8')).toBe('0011223344\n[tunewright: 25 bytes dropped here]\nhiijj');
  });

  it('appends for a further attempt, and a folder that is gone is no error', () => {
    const path = join(folder, 'again.log');
    writeFileSync(path, 'first\n');
    const log = new LogFile(path, true);
    log.write(Buffer.from('second\n'));
    log.close();
    expect(readFileSync(path, 'utf8')).toBe('first\nsecond\n');
    const lost = new LogFile(join(folder, 'no', 'such.log'), false);
    lost.write(Buffer.from('x'));
    lost.close();
  });
});
