import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/math/random.ts';
import { drawFeasible } from '../../src/sampler/draw.ts';
import { compileSpace } from '../../src/space/compile.ts';
import { enumerate } from '../../src/space/enumerate.ts';
import type { Space } from '../../src/space/space.ts';
import { randomSpaceSpec } from '../../src/testing/arbitrary-space.ts';
import { uniforms } from './random.ts';

interface Case {
  readonly space: Space;
  readonly next: () => number;
}

/** Runs a property over random spaces; the seed names the space in a failure. */
function forSpaces(property: (test: Case) => void, options = { finite: false }): void {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const next = uniforms(seed);
      const { space, constraints } = randomSpaceSpec(next, options);
      property({ space: compileSpace(space, constraints), next });
    }),
    { numRuns: 100 },
  );
}

function draw({ space, next }: Case): Float64Array {
  return space.fromUnit(Float64Array.from(space.dimensions, next));
}

function drawn({ space, next }: Case): Float64Array {
  return drawFeasible(space, stream(Math.floor(next() * 1e9)))!;
}

describe('a compiled space', () => {
  it('has a feasible default', () =>
    forSpaces(({ space }) => expect(space.contains(space.defaultRow())).toBe(true)));

  it('keeps its topological order', () =>
    forSpaces(({ space }) => {
      for (const { index, conditions } of space.dimensions)
        for (const condition of conditions) expect(condition).toBeLessThan(index);
      expect(new Set(space.dimensions.map(({ path }) => path)).size).toBe(space.dimensions.length);
    }));

  it('makes contained rows of any unit coordinates, but for constraints', () =>
    forSpaces((test) => {
      const row = draw(test);
      expect(test.space.contains(row)).toBe(test.space.satisfies(row));
      row.forEach((number, i) => {
        expect(Number.isNaN(number)).toBe(!test.space.isActive(row, i));
        if (!Number.isNaN(number)) expect(test.space.dimensions[i]?.domain.contains(number)).toBe(true);
      });
    }));

  it('activates idempotently', () =>
    forSpaces((test) => {
      const row = draw(test);
      expect(test.space.activate(row.slice())).toEqual(row);
    }));

  it('comes back from unit coordinates', () =>
    forSpaces((test) => {
      const row = draw(test);
      const back = test.space.fromUnit(test.space.toUnit(row));
      test.space.dimensions.forEach(({ domain }, i) => {
        const [before, after] = [row[i] as number, back[i] as number];
        if (domain.cardinality < Infinity) expect(after).toEqual(before);
        else if (!Number.isNaN(before)) expect(domain.toUnit(after)).toBeCloseTo(domain.toUnit(before), 12);
      });
    }));

  it('comes back from nested, flat and unique-path configurations', () =>
    forSpaces((test) => {
      const { space } = test;
      const row = drawn(test);
      const byPath = Object.fromEntries(
        space.dimensions.flatMap(({ path, domain }, i) =>
          Number.isNaN(row[i]) ? [] : [[path, domain.toValue(row[i] as number)]],
        ),
      );
      for (const params of [space.toParams(row), Object.fromEntries(space.toFlat(row)), byPath]) {
        const back = space.fromParams(JSON.parse(JSON.stringify(params)));
        expect(back.row).toEqual(row);
        expect(back.free.includes(1)).toBe(false);
      }
    }));

  it('frees what a partial configuration leaves out, and keeps what it gives', () =>
    forSpaces((test) => {
      const { space, next } = test;
      const row = drawn(test);
      const given = [...space.toFlat(row)].filter(() => next() < 0.5);
      const partial = space.fromParams(Object.fromEntries(given), { partial: true });
      const names = new Map(given);
      space.dimensions.forEach(({ name, domain }, i) => {
        const number = partial.row[i] as number;
        if (!Number.isNaN(number)) {
          expect(partial.free[i]).toBe(0);
          if (names.has(name)) expect(domain.toValue(number)).toBe(names.get(name));
        }
      });
      // Filling the free entries from the row that the part was taken from gives that row again.
      const filled = partial.row.map((number, i) => (partial.free[i] === 1 ? (row[i] as number) : number));
      expect(space.activate(filled)).toEqual(row);
    }));

  it('has equal keys exactly for equal rows', () =>
    forSpaces((test) => {
      const rows = Array.from({ length: 12 }, () => draw(test));
      for (const a of rows)
        for (const b of rows)
          expect(test.space.key(a) === test.space.key(b)).toBe(a.every((x, i) => Object.is(x, b[i])));
    }));

  it('does not allocate new rows where it is given one', () =>
    forSpaces((test) => {
      const { space } = test;
      const row = draw(test);
      const into = new Float64Array(row.length);
      expect(space.fromUnit(space.toUnit(row), into)).toBe(into);
      expect(space.toUnit(row, into)).toBe(into);
      expect(space.activate(row)).toBe(row);
    }));

  it('enumerates each feasible row once, and random rows are among them', () =>
    forSpaces(
      (test) => {
        const { space } = test;
        if (space.size > 2000) return;
        const keys = [...enumerate(space)].map((row) => {
          expect(space.contains(row)).toBe(true);
          return space.key(row);
        });
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.length).toBe(space.size);
        for (let i = 0; i < 20; i++) expect(keys).toContain(space.key(drawn(test)));
      },
      { finite: true },
    ));

  it('compiles again from its own JSON to the same space', () =>
    forSpaces((test) => {
      const { space } = test;
      const again = compileSpace(JSON.parse(JSON.stringify(space.spec)), space.constraints);
      expect(again.digest).toBe(space.digest);
      expect(again.defaultRow()).toEqual(space.defaultRow());
    }));
});
