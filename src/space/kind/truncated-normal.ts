/**
 * log of (density of N(mean, sd²) truncated to [low, high]) / (uniform density on [low, high]).
 * @param mean - in [low, high]
 * @param sd - > 0
 * @returns a function of s; exact up to 1e-10 in the logarithm
 */
export function truncatedNormal(mean: number, sd: number, low: number, high: number): (s: number) => number {
  const mass = integral((low - mean) / sd, (high - mean) / sd);
  const constant = Math.log((high - low) / sd) - Math.log(mass);
  return (s) => {
    const z = (s - mean) / sd;
    return constant - 0.5 * z * z;
  };
}

/** ∫ exp(-z²/2) dz over [from, to] with from ≤ 0 ≤ to, by Simpson's rule; the tails beyond ±9 are below 1e-18. */
function integral(from: number, to: number): number {
  const a = Math.max(from, -9);
  const b = Math.min(to, 9);
  const panels = 1024;
  const h = (b - a) / panels;
  let sum = 0;
  for (let i = 0; i <= panels; i++) {
    const z = a + i * h;
    const weight = i === 0 || i === panels ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-0.5 * z * z);
  }
  return (sum * h) / 3;
}
