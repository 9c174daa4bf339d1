const BLOCKS = '▁▂▃▄▅▆▇█';

/** A curve in one line: the last value of each of `width` equal stretches; values that are not finite leave a blank. */
export function sparkline(values: readonly number[], width: number): string {
  if (values.length === 0 || width < 1) return '';
  const count = Math.min(width, values.length);
  const picked = Array.from(
    { length: count },
    (_, i) => values[Math.ceil(((i + 1) * values.length) / count) - 1] ?? Number.NaN,
  );
  const finite = picked.filter(Number.isFinite);
  const low = Math.min(...finite);
  const range = Math.max(...finite) - low;
  return picked
    .map((value) => {
      if (!Number.isFinite(value)) return ' ';
      const level = range === 0 ? 0.5 : (value - low) / range;
      return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(level * BLOCKS.length))];
    })
    .join('');
}

/** A bar of exactly `width` columns, `share` of it filled. */
export function bar(share: number, width: number): readonly [filled: string, rest: string] {
  const halves = Math.round(Math.min(1, Math.max(0, share)) * width * 2);
  const full = Math.floor(halves / 2);
  const half = halves % 2 === 1 ? '╸' : '';
  return ['━'.repeat(full) + half, '━'.repeat(width - full - half.length)];
}
