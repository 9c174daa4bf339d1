import type { Scalar } from '../../space/spec.ts';
import { shortNumber } from './number.ts';
import { printable } from './width.ts';

/** A parameter's value for people. */
export function shortValue(value: Scalar): string {
  return typeof value === 'number' ? shortNumber(value) : printable(String(value).replaceAll('\n', '⏎'));
}

/** `lr=0.0031 layers=2 opt=adam`. */
export function shortParams(flat: ReadonlyMap<string, Scalar>): string {
  return [...flat].map(([name, value]) => `${printable(name)}=${shortValue(value)}`).join(' ');
}
