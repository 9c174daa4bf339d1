import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveLines } from '../../src/cli/screen/live-lines.ts';
import type { Picture } from '../../src/cli/screen/picture.ts';
import { LiveRegion } from '../../src/cli/screen/region.ts';
import { shortDuration, shortNumber, signedNumber } from '../../src/cli/text/number.ts';
import { commandLine } from '../../src/cli/text/shell.ts';
import { bar, sparkline } from '../../src/cli/text/sparkline.ts';
import { styleFor } from '../../src/cli/text/style.ts';
import { table } from '../../src/cli/text/table.ts';
import { cut, padEnd, printable, printableLines, widthOf, wrap } from '../../src/cli/text/width.ts';

const plain = styleFor({});

describe('numbers', () => {
  it.each([
    [0, '0'],
    [42, '42'],
    [0.1 + 0.2, '0.3'],
    [0.973333333, '0.97333'],
    [1e-5, '1e-5'],
    [1.23456e-7, '1.235e-7'],
    [12345678, '1.235e7'],
    [123456.789, '123460'],
    [-0.5, '-0.5'],
    [Number.NaN, 'nan'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('%d is %s', (value, text) => expect(shortNumber(value)).toBe(text));

  it('show gains with their sign', () => {
    expect([signedNumber(0.25), signedNumber(-0.25), signedNumber(0)]).toEqual(['+0.25', '-0.25', '0']);
  });

  it.each([
    [0.04, '40ms'],
    [0.4, '0.4s'],
    [9.96, '10s'],
    [59.6, '1m 00s'],
    [185, '3m 05s'],
    [7625, '2h 07m'],
    [273_600, '3d 4h'],
    [-1, '?'],
  ])('%d seconds are %s', (seconds, text) => expect(shortDuration(seconds)).toBe(text));
});

describe('widths', () => {
  it('count columns, not characters', () => {
    expect([
      widthOf('abc'),
      widthOf('日本'),
      widthOf('😀'),
      widthOf('é'),
      widthOf('\x1b[31mred\x1b[0m'),
    ]).toEqual([3, 4, 2, 1, 3]);
  });

  it('cut at a width and never through a character', () => {
    expect([cut('abcdef', 4), cut('日本語', 4), cut('👩‍👩‍👧x', 2), cut('abc', 3)]).toEqual([
      'abc…',
      '日…',
      '…',
      'abc',
    ]);
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.nat(20),
        (text, width) => widthOf(cut(text, width)) <= width,
      ),
    );
  });

  it('wrap at blanks', () => {
    expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(padEnd('日', 4)).toBe('日  ');
  });

  it('let no escape sequence through', () => {
    expect(printableLines('\x1b]0;title\x07\x1b[2Jhi\rthere\n\x00')).toBe('hi\ufffdthere\n\ufffd');
    expect(printable('one\ntwo')).toBe('one two');
  });
});

describe('a table', () => {
  const columns = [
    { title: 'n', cell: (row: readonly string[]) => row[0] ?? '', align: 'right' as const },
    { title: 'text', cell: (row: readonly string[]) => row[1] ?? '', shrinks: true },
    { title: 'last', cell: (row: readonly string[]) => row[2] ?? '' },
  ];
  const rows = [
    ['1', 'short', 'x'],
    ['10', 'a rather long text', 'y'],
  ];

  it('aligns columns', () => {
    expect(table(columns, rows, plain, Number.POSITIVE_INFINITY)).toEqual([
      ' n  text                last',
      ' 1  short               x',
      '10  a rather long text  y',
    ]);
  });

  it('shrinks what may shrink, then leaves columns out', () => {
    expect(table(columns, rows, plain, 20)[2]).toBe('10  a rather …  y');
    expect(table(columns, rows, plain, 11)).toEqual(
      [' n  text', ' 1  short', '10  a rat…'].map((l) => l.slice(0, 11)),
    );
    for (const width of [4, 8, 12, 16, 24])
      for (const line of table(columns, rows, plain, width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });
});

describe('curves', () => {
  it('show the last value of each stretch', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([0, 9, 1, 8], 2)).toBe('█▁');
    expect(sparkline([5, 5], 4)).toBe('▅▅');
    expect(sparkline([1, Number.NaN, 2], 3)).toBe('▁ █');
    expect(sparkline([], 4)).toBe('');
  });

  it('fill a bar of an exact width', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 2, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (share, width) => {
          const [filled, rest] = bar(share, width);
          expect(widthOf(filled) + widthOf(rest)).toBe(width);
        },
      ),
    );
  });
});

describe('a command line', () => {
  it('is quoted for a shell', () => {
    expect(commandLine(['a', '--x=1e-5', '$(rm -rf x)', "it's", '', 'a b', "\x1b[31m'\n"])).toBe(
      `a --x=1e-5 '$(rm -rf x)' 'it'\\''s' '' 'a b' $'\\u001b[31m\\'\\n'`,
    );
  });
});

const picture: Picture = {
  name: 'digits',
  ended: 32,
  total: 60,
  share: 32 / 60,
  elapsedSeconds: 130,
  leftSeconds: 110,
  metric: 'val_accuracy',
  best: { trial: 17, value: 0.9733 },
  curve: [0.9, 0.93, 0.95, 0.9733],
  front: undefined,
  running: [
    {
      trial: 33,
      seconds: 12,
      step: 4,
      steps: 30,
      metrics: { val_accuracy: 0.93 },
      params: 'lr=0.003 layers=2',
    },
    { trial: 34, seconds: 3, step: undefined, steps: 30, metrics: {}, params: 'lr=0.1 layers=1' },
  ],
  queued: 0,
  failed: 2,
  failure: {
    trial: 12,
    reason: 'TW_PROGRAM_FAILED: The program ended with exit code 1.\nLast lines:\nValueError: no\n',
  },
  notice: undefined,
};

describe('the live screen', () => {
  it('shows what matters in 80 columns', () => {
    expect(liveLines(picture, 79, plain)).toEqual([
      'digits    ━━━━━━━━━━━━━━━━━━╸━━━━━━━━━━━━━━━━  32/60  2m 10s, about 1m 50s left',
      'best     val_accuracy 0.9733  trial 17  ▁▄▆█',
      'running  #33   12s  step 4/30  val_accuracy 0.93  lr=0.003 layers=2',
      '         #34  3.0s  lr=0.1 layers=1',
      'failed   2, last #12: The program ended with exit code 1. ValueError: no',
    ]);
  });

  it('shows its beginning, a pause and an unknown end', () => {
    const beginning = {
      ...picture,
      total: undefined,
      share: undefined,
      best: undefined,
      running: [],
      failed: 0,
    };
    expect(liveLines({ ...beginning, leftSeconds: undefined, notice: 'paused' }, 60, plain)).toEqual([
      'digits    32 trials  2m 10s',
      'best     none yet',
      'paused',
    ]);
  });

  it('never exceeds the width, whatever it shows', () => {
    const wide = fc.string({ unit: 'binary', maxLength: 60 });
    const number = fc.double();
    const arbitrary = fc.record({
      name: wide,
      ended: fc.nat(1e6),
      total: fc.option(fc.nat(1e6), { nil: undefined }),
      share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      elapsedSeconds: fc.double({ min: 0, max: 1e7, noNaN: true }),
      leftSeconds: fc.option(fc.double({ min: 0, max: 1e7, noNaN: true }), { nil: undefined }),
      metric: wide,
      best: fc.option(fc.record({ trial: fc.nat(), value: number }), { nil: undefined }),
      curve: fc.array(number),
      front: fc.option(fc.nat(99), { nil: undefined }),
      running: fc.array(
        fc.record({
          trial: fc.nat(),
          seconds: fc.nat(1e6),
          step: fc.option(number, { nil: undefined }),
          steps: fc.option(number, { nil: undefined }),
          metrics: fc.dictionary(wide, number, { maxKeys: 3 }),
          params: fc.constant('lr=0.1 units=[1,2]'),
        }),
        { maxLength: 9 },
      ),
      queued: fc.nat(9),
      failed: fc.nat(9),
      failure: fc.option(fc.record({ trial: fc.nat(), reason: wide }), { nil: undefined }),
      notice: fc.option(fc.constant('stopping: what runs is ended cleanly'), { nil: undefined }),
    });
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 19, max: 120 }), (any, width) => {
        for (const line of liveLines(any, width, plain)) {
          expect(widthOf(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the live region', () => {
  it('goes back over its own rows, also when the terminal became narrower', () => {
    const written: string[] = [];
    const terminal = { columns: 40, rows: 5, write: (text: string) => written.push(text) };
    const region = new LiveRegion(terminal);
    region.draw(['one', 'two']);
    region.print(['kept']);
    terminal.columns = 2;
    region.draw(['x']);
    region.close();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences are what is tested
    const ups = written.map((text) => Number(/\x1b\[(\d+)A/.exec(text)?.[1] ?? 0));
    expect(ups).toEqual([0, 0, 2, 4, 1, 0]);
    expect(written[2]).toContain('kept\x1b[K\none\x1b[K\ntwo\x1b[K\n');
    expect(written[0]).toBe('\x1b[?25l');
    expect(written.at(-1)).toBe('\x1b[?25h');
  });

  it('leaves out what does not fit the height', () => {
    let last = '';
    const region = new LiveRegion({ columns: 40, rows: 3, write: (text: string) => (last = text) });
    region.draw(['a', 'b', 'c', 'd']);
    expect(last).toContain('a\x1b[K\nb\x1b[K\n\x1b[J');
    region.close();
  });
});
