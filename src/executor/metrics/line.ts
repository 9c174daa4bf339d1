import { asNumber, parseNumber } from './number.ts';

/** What one line of output says. */
export interface LineMetrics {
  /** Names and values in the order of the line. */
  readonly values: ReadonlyMap<string, number>;
  /** What the program says of its own end, from `{"tunewright": {"status": "infeasible", "reason": "..."}}`. */
  readonly declaration?: { readonly status: string; readonly reason: string };
  /** The step that the line names, and by which word. */
  readonly step?: { readonly unit: string; readonly value: number };
}

export interface LineOptions {
  /** Groups `name` and `value`, or `value` alone for the first objective. */
  readonly pattern?: RegExp;
  readonly firstObjective: string;
  /** Words that count steps, the most telling first. */
  readonly stepUnits: readonly string[];
}

const digits = String.raw`(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;
const number = `[-+]?(?:${digits}|nan|inf(?:inity)?)`;
const unit = `(?:%|[numµ]?s|secs?|seconds?|min|[kKMGT]?i?B)`;
/** `name=value` and `name: value`, either in quotes, the value perhaps in `tensor(...)`; not dates, versions, ratios. */
const pair = new RegExp(
  String.raw`(?<![\w./@-])["']?([\p{L}_][\p{L}\p{N}_./@-]*)["']?\s*[=:]\s*["']?(?:[a-z][\w.]*\()?(${number})${unit}?(?![\w/:]|[.-]\d|,\d{3}\b)`,
  'giu',
);

function stepWords(units: readonly string[]): RegExp {
  const words = units.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return new RegExp(
    String.raw`(?<![\w-])["']?(${words})["']?\s*[=:#]?\s*[[(]?\s*(\d+(?:\.\d+)?)(?![\w%]|\.\d)`,
    'gi',
  );
}

function bestStep(
  found: ReadonlyMap<string, number>,
  units: readonly string[],
): LineMetrics['step'] | undefined {
  for (const unitName of units) {
    const value = found.get(unitName);
    if (value !== undefined && Number.isFinite(value)) return { unit: unitName, value };
  }
  return undefined;
}

function fromObject(object: { readonly [name: string]: unknown }, units: readonly string[]): LineMetrics {
  const values = new Map<string, number>();
  const steps = new Map<string, number>();
  const { metrics, tunewright } = object;
  const inner = typeof metrics === 'object' && metrics !== null ? Object.entries(metrics) : [];
  for (const [name, raw] of [...Object.entries(object), ...inner]) {
    const value = asNumber(raw);
    if (value === undefined) continue;
    if (units.includes(name.toLowerCase())) steps.set(name.toLowerCase(), value);
    values.set(name, value);
  }
  const step = bestStep(steps, units);
  let declaration: LineMetrics['declaration'];
  if (typeof tunewright === 'object' && tunewright !== null && 'status' in tunewright) {
    const { status, reason } = tunewright as { status: unknown; reason?: unknown };
    declaration = { status: String(status), reason: typeof reason === 'string' ? reason : '' };
  }
  return {
    values,
    ...(step === undefined ? {} : { step }),
    ...(declaration === undefined ? {} : { declaration }),
  };
}

function parseObject(line: string): { readonly [name: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as { [name: string]: unknown }) : undefined;
  } catch {
    // Not JSON, or with a bare NaN: read as text.
    return undefined;
  }
}

/** A function from lines to what they say. Its patterns are made once; it takes time linear in the line. */
export function lineReader(options: LineOptions): (line: string) => LineMetrics {
  const { pattern, firstObjective, stepUnits: units } = options;
  const words = stepWords(units);
  return (line) => {
    const text = line.trim();
    if (text.startsWith('{') && text.endsWith('}')) {
      const object = parseObject(text);
      if (object !== undefined) return fromObject(object, units);
    }
    const values = new Map<string, number>();
    for (const [, name, value] of line.matchAll(pair)) {
      const parsed = parseNumber(value ?? '');
      if (name !== undefined && parsed !== undefined) values.set(name, parsed);
    }
    if (pattern !== undefined) {
      for (const { groups } of line.matchAll(pattern)) {
        const parsed = parseNumber(groups?.value?.trim() ?? '');
        if (parsed !== undefined) values.set(groups?.name ?? firstObjective, parsed);
      }
    }
    const steps = new Map<string, number>();
    for (const [, word, value] of line.matchAll(words)) {
      if (word !== undefined) steps.set(word.toLowerCase(), Number(value));
    }
    const step = bestStep(steps, units);
    return step === undefined ? { values } : { values, step };
  };
}
