import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SplitOptions, type SplitRequest, splitRows } from '../../src/evaluation/split.ts';
import { stream } from '../../src/math/random.ts';
import { root } from '../support/machine.ts';

const search = { seed: 1, fold: -1, folds: 0, split: 'search' };
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('splits', () => {
  it('of a cross-validation test every row once, in folds of equal size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 2, max: 9 }),
        fc.nat(),
        (count, folds, seed) => {
          const parts = range(folds).map((fold) => splitRows(count, { ...search, seed, fold, folds }));
          expect(parts.flatMap(({ test }) => test).sort((a, b) => a - b)).toEqual(range(count));
          for (const { train, test } of parts) {
            expect([...train, ...test].sort((a, b) => a - b)).toEqual(range(count));
            expect(Math.abs(test.length - count / folds)).toBeLessThan(1);
          }
        },
      ),
    );
  });

  it('differ from seed to seed and are the same for the same one', () => {
    expect(splitRows(100, search)).toEqual(splitRows(100, search));
    expect(splitRows(100, search)).not.toEqual(splitRows(100, { ...search, seed: 2 }));
    expect(splitRows(100, search).test).toHaveLength(25);
    expect(splitRows(100, search, { test: 0.4 }).test).toHaveLength(40);
  });

  it('give every part the same share of each class', () => {
    const labels = range(300).map((row) => (row % 10 === 0 ? 'rare' : 'common'));
    const rare = (rows: readonly number[]): number => rows.filter((row) => labels[row] === 'rare').length;
    for (const fold of range(5)) {
      expect(rare(splitRows(300, { ...search, fold, folds: 5 }, { labels }).test)).toBe(6);
    }
    expect(rare(splitRows(300, search, { labels, test: 0.2 }).test)).toBe(6);
  });

  it('keep groups together', () => {
    const groups = range(120).map((row) => `g${row % 17}`);
    const of = (rows: readonly number[]): Set<string> => new Set(rows.map((row) => groups[row]!));
    for (const fold of range(4)) {
      const { train, test } = splitRows(120, { ...search, fold, folds: 4 }, { groups });
      expect([...of(test)].filter((group) => of(train).has(group))).toEqual([]);
      expect(test.length).toBeGreaterThan(20);
    }
    const { train, test } = splitRows(120, search, { groups, holdout: 0.1 });
    expect([...of(test)].filter((group) => of(train).has(group))).toEqual([]);
  });

  it('test what is later than what they train on', () => {
    const time = range(100).map((row) => (row * 37) % 100);
    const last = (rows: readonly number[]): number => Math.max(...rows.map((row) => time[row]!));
    const first = (rows: readonly number[]): number => Math.min(...rows.map((row) => time[row]!));
    for (const seed of range(20)) {
      for (const fold of range(3)) {
        const { train, test } = splitRows(100, { ...search, seed, fold, folds: 3 }, { time, holdout: 0.2 });
        expect(last(train)).toBeLessThan(first(test));
        expect(last(test)).toBeLessThan(80);
      }
      const { train, test } = splitRows(100, { ...search, seed }, { time: true });
      expect(Math.max(...train)).toBeLessThan(Math.min(...test));
    }
  });

  it('lock the same rows whatever is asked, until the holdout is read', () => {
    const opened = splitRows(200, { ...search, split: 'test' }, { holdout: 0.2 });
    expect(opened.test).toHaveLength(40);
    expect(opened.train).toHaveLength(160);
    for (const seed of range(20)) {
      for (const split of ['search', 'confirm']) {
        const { train, test } = splitRows(200, { seed, fold: 1, folds: 4, split }, { holdout: 0.2 });
        expect([...train, ...test].sort((a, b) => a - b)).toEqual(opened.train);
      }
    }
  });

  it('refuse parts that are empty, and a holdout of nothing', () => {
    expect(() => splitRows(3, { ...search, fold: 4, folds: 5 })).toThrow('A part of the split is empty');
    expect(() => splitRows(9, { ...search, split: 'test' })).toThrow('The split "test" wants locked rows');
  });

  it('are the same in Python, number for number', () => {
    const random = stream(7, 'splits');
    const cases = range(60).map((i): { count: number; trial: SplitRequest; options: SplitOptions } => {
      const count = 40 + random.integer(400);
      const folds = i % 3 === 0 ? 0 : 2 + random.integer(6);
      const classes = range(count).map(() => `c${random.integer(6)}`);
      const how = [
        {},
        { labels: classes },
        { groups: classes.map((c, row) => `${c}${row % 5}`) },
        { time: true as const },
        { time: range(count).map(() => random.integer(50)) },
      ];
      return {
        count,
        trial: {
          seed: random.bits32(),
          fold: folds === 0 ? -1 : random.integer(folds),
          folds,
          split: i % 7 === 0 ? 'test' : 'search',
        },
        options: {
          ...how[i % how.length],
          test: 0.1 + 0.3 * random.uniform(),
          holdout: 0.05 + 0.2 * random.uniform(),
        },
      };
    });
    const script = `
import json, sys
sys.path.insert(0, sys.argv[1])
import tunewright_trial as trial
found = []
for case in json.load(sys.stdin):
    for name, value in case["trial"].items():
        setattr(trial, name, value)
    train, test = trial.split_rows(case["count"], **case["options"])
    found.append({"train": train, "test": test})
print(json.dumps(found))`;
    const { stdout, stderr } = spawnSync('python3', ['-c', script, join(root, 'clients', 'python')], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(
      cases.map(({ count, trial, options }) => splitRows(count, trial, options)),
    );
  });
});
