import type { ParamValue } from '../../../space/space.ts';
import type { Metrics } from '../../../trial/event.ts';
import { asNumber } from '../../metrics/number.ts';

/**
 * What a program says to the executor over TUNEWRIGHT_CHANNEL, one JSON object a line; the first is `{"hello":
 * "<TUNEWRIGHT_LEASE>"}`. Each is answered by one line, `{"reply": "continue"}`, or 'stop' after a report.
 * NaN and infinities are written as text.
 */
export type Message =
  | { readonly type: 'report'; readonly step: number; readonly metrics: Metrics }
  | { readonly type: 'metrics'; readonly metrics: Metrics }
  | { readonly type: 'note'; readonly key: string; readonly value: ParamValue }
  | { readonly type: 'outcome'; readonly status: string; readonly reason: string };

/** Every number of an object, also those written as text. */
export function numbersOf(value: unknown): Metrics {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, raw]) => {
      const number = asNumber(raw);
      return number === undefined ? [] : [[name, number] as const];
    }),
  );
}

/** Undefined for a line that is no message. */
export function parseMessage(value: unknown): Message | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, step, metrics, key, value: noted, status, reason } = value as { [name: string]: unknown };
  if (type === 'report' && typeof step === 'number') return { type, step, metrics: numbersOf(metrics) };
  if (type === 'metrics') return { type, metrics: numbersOf(metrics) };
  if (type === 'note' && typeof key === 'string') return { type, key, value: (noted ?? null) as ParamValue };
  if (type === 'outcome') return { type, status: String(status), reason: String(reason ?? '') };
  return undefined;
}

/** The line of a message; JSON has no NaN, so such numbers become text. */
export function messageLine(message: object): string {
  const text = JSON.stringify(message, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return `${text}\n`;
}
