/**
 * Variance of the main effect from a table of levels × base points, without what the interactions with the base add to
 * it by chance (two-way layout without repetition).
 * @param table - shape [levels, base], base ≥ 2
 * @returns variance over the levels, each counted once; may be slightly below 0
 */
export function mainEffect(table: Float64Array, levels: number): number {
  if (levels < 2) return 0;
  const base = table.length / levels;
  const rows = levelMeans(table, levels);
  const grand = rows.reduce((a, b) => a + b, 0) / levels;
  const columns = new Float64Array(base);
  table.forEach((value, k) => {
    columns[k % base]! += value / levels;
  });
  let between = 0;
  for (const row of rows) between += (row - grand) ** 2;
  let rest = 0;
  table.forEach((value, k) => {
    rest += (value - rows[Math.floor(k / base)]! - columns[k % base]! + grand) ** 2;
  });
  return (between - rest / ((base - 1) * base)) / levels;
}

/** Mean over the base at each level, shape [levels]. */
export function levelMeans(table: Float64Array, levels: number): Float64Array {
  const base = table.length / levels;
  const means = new Float64Array(levels);
  table.forEach((value, k) => {
    means[Math.floor(k / base)]! += value / base;
  });
  return means;
}

/**
 * Variance of what two axes do together beyond their main effects, again without what the base adds by chance.
 * @param table - shape [first, second, base]
 */
export function pairEffect(table: Float64Array, first: number, second: number): number {
  const base = table.length / (first * second);
  if (first < 2 || second < 2) return 0;
  // Interaction contrast at each base point; its mean over the base is the effect, its spread the chance part.
  const contrast = new Float64Array(table.length);
  for (let n = 0; n < base; n++) {
    const at = (a: number, b: number): number => (a * second + b) * base + n;
    const rows = new Float64Array(first);
    const columns = new Float64Array(second);
    let grand = 0;
    for (let a = 0; a < first; a++) {
      for (let b = 0; b < second; b++) {
        const value = table[at(a, b)]!;
        rows[a]! += value / second;
        columns[b]! += value / first;
        grand += value / (first * second);
      }
    }
    for (let a = 0; a < first; a++) {
      for (let b = 0; b < second; b++) contrast[at(a, b)] = table[at(a, b)]! - rows[a]! - columns[b]! + grand;
    }
  }
  const means = levelMeans(contrast, first * second);
  let effect = 0;
  for (const mean of means) effect += mean * mean;
  let rest = 0;
  contrast.forEach((value, k) => {
    rest += (value - means[Math.floor(k / base)]!) ** 2;
  });
  return (effect - rest / ((base - 1) * base)) / (first * second);
}

/** Variance of numbers, each counted once. */
export function variance(values: Float64Array): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((a, value) => a + (value - mean) ** 2, 0) / values.length;
}
