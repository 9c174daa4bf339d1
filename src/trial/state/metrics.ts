import { setOwn } from '../codec/read.ts';
import type { Metrics } from '../event.ts';
import { type Column, float64, int32 } from './column.ts';
import type { Names } from './names.ts';

/** Many small maps from metric to number, one after the other. An owner keeps where its own begins and how long it is. */
export class MetricLists {
  readonly ids: Column<Int32Array> = int32();
  readonly values: Column<Float64Array> = float64();

  /** Adds one map and returns how many entries it has; it begins at the `length` before. */
  add(metrics: Metrics, names: Names): number {
    let count = 0;
    for (const name in metrics) {
      if (!Object.hasOwn(metrics, name)) continue;
      this.ids.push(names.intern(name));
      this.values.push(metrics[name] as number);
      count++;
    }
    return count;
  }

  get length(): number {
    return this.ids.length;
  }

  /** The value of a metric; NaN when absent. */
  value(start: number, count: number, id: number): number {
    for (let i = start; i < start + count; i++) {
      if (this.ids.get(i) === id) return this.values.get(i);
    }
    return Number.NaN;
  }

  record(start: number, count: number, names: Names): Metrics {
    const metrics: { [name: string]: number } = {};
    for (let i = start; i < start + count; i++) {
      setOwn(metrics, names.name(this.ids.get(i)), this.values.get(i));
    }
    return metrics;
  }
}
