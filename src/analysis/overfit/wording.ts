import type { Interval } from './interval.ts';

/** An amount with two significant digits. */
export function amount(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(2))) : '?';
}

/** As many digits as its uncertainty (half of an interval) lets mean something; four without one. */
export function number(value: number, half: number = Number.NaN): string {
  if (!Number.isFinite(value)) return '?';
  if (!(half > 0) || !Number.isFinite(half)) return String(Number(value.toPrecision(4)));
  const digits = Math.min(10, Math.max(0, 1 - Math.floor(Math.log10(half))));
  return value.toFixed(digits);
}

/** `0.021 ± 0.006`: a value and half of its 90 % interval. */
export function plusMinus({ value, low, high }: Interval): string {
  const half = (high - low) / 2;
  if (!Number.isFinite(half)) return `${number(value)} (one run)`;
  return half > 0 ? `${number(value, half)} ± ${number(half, half)}` : number(value);
}

/** With its sign. */
export function signed(value: number): string {
  return value > 0 ? `+${amount(value)}` : amount(value);
}
