/** log(1 - exp(x)) for x ≤ 0. @see Mächler 2012, Accurately computing log(1 - exp(-|a|)) */
export function log1mexp(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

/** log(exp(a) + exp(b)). */
export function logAddExp(a: number, b: number): number {
  const high = Math.max(a, b);
  return Number.isFinite(high) ? high + Math.log1p(Math.exp(Math.min(a, b) - high)) : a + b;
}

/** log Σ exp(xᵢ); -Infinity when empty. */
export function logSumExp(values: Float64Array): number {
  let high = -Infinity;
  for (const value of values) if (value > high) high = value;
  if (!Number.isFinite(high)) return high;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - high);
  return high + Math.log(sum);
}
