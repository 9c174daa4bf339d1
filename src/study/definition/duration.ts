const unitMs: ReadonlyMap<string, number> = new Map([
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
]);

/** As text in a study file: a number > 0 and a unit. */
export const DURATION_PATTERN: RegExp = /^\s*(?=[^1-9]*[1-9])(\d+(?:\.\d*)?|\.\d+)\s*(ms|s|m|h|d)\s*$/;

/** Milliseconds of `90s`, `10m`, `1.5h`, or of a number of seconds; NaN if it is neither. */
export function durationMs(duration: unknown): number {
  if (typeof duration === 'number') return duration * 1_000;
  const match = typeof duration === 'string' ? DURATION_PATTERN.exec(duration) : null;
  if (match === null) return Number.NaN;
  return Number(match[1]) * (unitMs.get(match[2] ?? '') ?? Number.NaN);
}

/** The shortest text that means the same: 600000 is `10m`, 1500 is `1500ms`. */
export function durationText(ms: number): string {
  for (const [unit, size] of unitMs) if (ms % size === 0 && ms > 0) return `${ms / size}${unit}`;
  return `${ms}ms`;
}
