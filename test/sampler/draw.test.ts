import { describe, expect, it } from 'vitest';
import { stream } from '../../src/math/random.ts';
import { drawFeasible } from '../../src/sampler/draw.ts';
import { compileSpace } from '../../src/space/compile.ts';

describe('a drawn configuration', () => {
  it('is uniform over the feasible ones', () => {
    const space = compileSpace({ x: { int: [1, 3] }, y: { int: [1, 3] } }, ['x <= y']);
    const random = stream(1);
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const key = space.key(drawFeasible(space, random)!);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(count).toBeGreaterThan(1850);
  });

  it('is found in slivers that rejection misses', () => {
    const space = compileSpace({ x: { float: [0, 1] }, y: { float: [0, 1] } }, ['abs(x - y) <= 1e-9']);
    for (let i = 0; i < 20; i++) expect(space.contains(drawFeasible(space, stream(2, i))!)).toBe(true);
  });

  it('follows from the stream and agrees with what is given', () => {
    const space = compileSpace({ x: { float: [0, 1] }, c: { oneOf: { a: { n: { int: [1, 9] } }, b: {} } } }, [
      'x + c.n <= 5.5',
    ]);
    const { row } = space.fromParams({ c: { name: 'a', n: 5 } }, { partial: true });
    const draws = [1, 1, 2].map((seed) => drawFeasible(space, stream(seed), row)!);
    expect(draws[0]).toEqual(draws[1]);
    expect(draws[0]).not.toEqual(draws[2]);
    for (const one of draws) {
      expect(space.contains(one)).toBe(true);
      expect(space.toParams(one)).toMatchObject({ c: { name: 'a', n: 5 } });
    }
  });

  it('is none where what is given leaves none', () => {
    const space = compileSpace({ x: { float: [0, 1] }, y: { float: [0, 1] } }, ['x + y <= 1']);
    expect(drawFeasible(space, stream(3), Float64Array.of(1, 0.5))).toBeUndefined();
  });
});
