/** Equally spaced numbers low, low + step, ..., as exact decimals where the user's were. */
export interface Grid {
  readonly count: number;
  value(k: number): number;
  /** Nearest index, clamped. */
  nearest(x: number): number;
}

/** 2^50: beyond it the bins of [0, 1] can no longer be told apart. */
export const MAX_GRID: number = 2 ** 50;

export function grid(low: number, high: number, step: number): Grid {
  // Counting in units of the last decimal makes 0.1 · 3 the number 0.3 and not 0.30000000000000004.
  const scale = 10 ** Math.max(decimals(low), decimals(step));
  const exact = scale <= 1e22 && Math.max(Math.abs(low), Math.abs(high)) * scale <= Number.MAX_SAFE_INTEGER;
  const first = exact ? Math.round(low * scale) : low;
  const stride = exact ? Math.round(step * scale) : step;
  const divisor = exact ? scale : 1;
  const width = exact ? Math.floor(high * scale + 1e-6) - first : high - low;
  const count = Math.floor(width / stride + (exact ? 0 : 1e-9)) + 1;
  return {
    count,
    value: (k) => (first + k * stride) / divisor,
    nearest: (x) => Math.min(count - 1, Math.max(0, Math.round((x * divisor - first) / stride))),
  };
}

/** Digits after the point in the shortest decimal form. */
function decimals(x: number): number {
  const [mantissa = '', exponent = '0'] = String(x).split('e');
  const digits = mantissa.split('.')[1]?.length ?? 0;
  return Math.max(0, digits - Number(exponent));
}
