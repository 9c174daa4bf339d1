import { show } from '../space/problem.ts';
import { usage } from './usage.ts';

/** Reads a whole number ≥ `least` from an option. */
export function whole(option: string, least = 0): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw usage(
      `${option} needs a whole number ≥ ${least}, not ${show(text)}`,
      option.startsWith('-') ? `Write for example ${option} 10.` : 'Give a whole number.',
    );
  };
}

/** Reads any finite number from an option. */
export function finiteNumber(option: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    throw usage(`${option} needs a number, not ${show(text)}`, `Write for example ${option} 0.5.`);
  };
}

/** Collects what a repeated option was given. */
export function several(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value];
}
