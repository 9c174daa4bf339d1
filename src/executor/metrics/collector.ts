import { TunewrightError } from '../../errors.ts';
import type { Metrics } from '../../trial/event.ts';
import type { MetricSources } from '../port.ts';
import { type LineMetrics, lineReader } from './line.ts';

export interface CollectorOptions {
  readonly sources: MetricSources;
  /** Metrics of objectives, limits and cost: never crowded out by others. The first is the first objective. */
  readonly wanted: readonly string[];
  /** Fidelities: `epochs` makes `epoch` count steps. */
  readonly fidelities: readonly string[];
  /** Names that are parameters: an echo of the configuration is no metric. */
  readonly parameters: ReadonlySet<string>;
}

const mostNames = 64;
const mostReports = 10_000;

/** Compiles the study's own pattern. @throws {TunewrightError} TW_METRIC_PATTERN */
function compilePattern(pattern: string): RegExp {
  const place = { path: 'metrics.pattern' };
  const mend = 'Give a regular expression with the groups (?<name>...) and (?<value>...).';
  let compiled: RegExp;
  try {
    compiled = new RegExp(pattern, 'g');
  } catch (cause) {
    throw new TunewrightError('TW_METRIC_PATTERN', `The pattern ${pattern} is no regular expression.`, {
      place,
      mend,
      cause,
    });
  }
  if (!pattern.includes('(?<value>')) {
    throw new TunewrightError('TW_METRIC_PATTERN', `The pattern ${pattern} has no group named value.`, {
      place,
      mend,
    });
  }
  return compiled;
}

/** Reads the lines of one study; shared by its evaluations. */
export interface MetricReader {
  readonly read: (line: string) => LineMetrics;
  /** Words that count steps, the most telling first. */
  readonly stepUnits: readonly string[];
}

/** @throws {TunewrightError} TW_METRIC_PATTERN */
export function metricReader(options: Omit<CollectorOptions, 'parameters'>): MetricReader {
  const { sources, wanted, fidelities } = options;
  const units = [
    ...(sources.step === undefined ? [] : [sources.step]),
    ...fidelities.flatMap((name) => (name.endsWith('s') ? [name.slice(0, -1), name] : [name])),
    'epoch',
    'round',
    'iteration',
    'iter',
    'step',
  ].map((unit) => unit.toLowerCase());
  const stepUnits = [...new Set(units)];
  const read = lineReader({
    ...(sources.pattern === undefined ? {} : { pattern: compilePattern(sources.pattern) }),
    firstObjective: wanted[0] ?? 'value',
    stepUnits,
  });
  return { read, stepUnits };
}

/**
 * Turns the lines of one evaluation into reports and last values. A line with a step and metrics is a report; a line
 * that only names a step (`Epoch 3/10`) gives it to the new metrics that follow. Steps that go back (`best epoch: 3`) are no
 * steps. A line that is redrawn (it ended in a
 * carriage return, as progress bars do) is reported once its step is over. At most 64 names and 10,000 reports are
 * kept; the wanted names always, and last values go on.
 */
export class MetricCollector {
  declaration: LineMetrics['declaration'];
  lastStep = -1;
  readonly #reader: MetricReader;
  readonly #options: CollectorOptions;
  readonly #onReport: (step: number, metrics: Metrics) => void;
  readonly #last = new Map<string, number>();
  #unit: string | undefined;
  #step: number | undefined;
  #reported = new Map<string, number>();
  #redrawn = new Map<string, number>();
  #reports = 0;

  constructor(
    reader: MetricReader,
    options: CollectorOptions,
    onReport: (step: number, metrics: Metrics) => void,
  ) {
    this.#reader = reader;
    this.#options = options;
    this.#onReport = onReport;
  }

  /** Last value of every metric. */
  get metrics(): Metrics {
    return Object.fromEntries(this.#last);
  }

  line(text: string, redrawn: boolean): void {
    const { values, step, declaration } = this.#reader.read(text);
    if (declaration !== undefined) this.declaration = declaration;
    const fresh =
      step !== undefined && this.#counts(step.unit) && step.value >= (this.#step ?? step.value)
        ? step.value
        : undefined;
    if (fresh !== undefined && fresh !== this.#step) {
      this.flush();
      this.#step = fresh;
      this.#reported = new Map();
    }
    const kept = new Map<string, number>();
    for (const [name, value] of values) {
      if (!this.#keeps(name)) continue;
      this.#last.set(name, value);
      // A value without a step on its line adds to the step, but does not change what it has.
      if (fresh !== undefined || !this.#reported.has(name)) kept.set(name, value);
    }
    if (this.#step === undefined || kept.size === 0) return;
    if (redrawn) for (const [name, value] of kept) this.#redrawn.set(name, value);
    else this.#report(kept);
  }

  /** Reports what a redrawn line showed last. */
  flush(): void {
    if (this.#redrawn.size > 0) this.#report(this.#redrawn);
  }

  /** One word counts the steps of an evaluation; a more telling one (earlier in the list) takes over for good. */
  #counts(unit: string): boolean {
    const { stepUnits } = this.#reader;
    if (this.#unit !== undefined && stepUnits.indexOf(unit) >= stepUnits.indexOf(this.#unit)) {
      return unit === this.#unit;
    }
    this.flush();
    this.#unit = unit;
    this.#step = undefined;
    return true;
  }

  #keeps(name: string): boolean {
    if (this.#options.wanted.includes(name) || this.#last.has(name)) return true;
    if (this.#reader.stepUnits.includes(name.toLowerCase())) return false;
    return this.#last.size < mostNames && !this.#options.parameters.has(name);
  }

  #report(metrics: ReadonlyMap<string, number>): void {
    this.#redrawn = new Map();
    const changed = [...metrics].filter(([name, value]) => !Object.is(this.#reported.get(name), value));
    if (this.#step === undefined || changed.length === 0) return;
    for (const [name, value] of changed) this.#reported.set(name, value);
    this.lastStep = this.#step;
    this.#reports += 1;
    if (this.#reports <= mostReports) this.#onReport(this.#step, Object.fromEntries(changed));
  }
}
