/** Function values and gradients of `count` points at once. */
export type BatchObjective = (
  /** Points, shape [count, dimensions]. */
  points: Float64Array,
  count: number,
  /** To fill, shape [count]. */
  values: Float64Array,
  /** To fill, shape [count, dimensions]. */
  gradients: Float64Array,
  /** The start that each point came from, shape [count]. */
  starts: Uint32Array,
) => void;

export interface BoundedOptions {
  /** @defaultValue 100 */
  readonly iterations?: number;
  /** Pairs kept. @defaultValue 8 */
  readonly memory?: number;
  /** Ends when no entry of the projected gradient is larger. @defaultValue 1e-5 */
  readonly gradientTolerance?: number;
  /** Ends when a step lowers the value by less than this share of max(1, |value|). @defaultValue 1e-9 */
  readonly valueTolerance?: number;
}

export interface BoundedResult {
  /** Shape [starts, dimensions]. */
  readonly points: Float64Array;
  /** Shape [starts]. */
  readonly values: Float64Array;
}

/**
 * Local minima within a box from many starts at once, by limited-memory BFGS with projected steps.
 * @param objective - called with all starts that are still moving
 * @param starts - shape [count, dimensions]; clamped into the box
 * @param low - lower bounds, shape [dimensions]
 * @param high - upper bounds, shape [dimensions]
 * @remarks Deterministic. A point whose value is not finite is a step too far. Departs from L-BFGS-B (Byrd et al.
 * 1995): variables at a bound that the gradient pushes outward are held, the quasi-Newton step is taken in the
 * others and projected, and the line search backtracks (Armijo); no Cauchy point is sought.
 * @see Bertsekas 1982, Projected Newton methods; Nocedal 1980 for the two-loop recursion
 */
export function minimizeBounded(
  objective: BatchObjective,
  starts: Float64Array,
  low: Float64Array,
  high: Float64Array,
  options: BoundedOptions = {},
): BoundedResult {
  const d = low.length;
  const count = d === 0 ? 0 : starts.length / d;
  const searches: Search[] = [];
  for (let i = 0; i < count; i++)
    searches.push(new Search(i, starts.slice(i * d, i * d + d), low, high, options));
  const points = new Float64Array(count * d);
  const values = new Float64Array(count);
  const gradients = new Float64Array(count * d);
  let moving = searches;
  while (moving.length > 0) {
    for (let i = 0; i < moving.length; i++) points.set(moving[i]!.trial, i * d);
    objective(
      points,
      moving.length,
      values,
      gradients,
      Uint32Array.from(moving, (search) => search.start),
    );
    for (let i = 0; i < moving.length; i++) moving[i]!.tell(values[i]!, gradients.subarray(i * d, i * d + d));
    moving = moving.filter((search) => !search.done);
  }
  for (let i = 0; i < count; i++) {
    points.set(searches[i]!.x, i * d);
    values[i] = searches[i]!.value;
  }
  return { points, values };
}

const ARMIJO = 1e-4;
const MAX_BACKTRACKS = 20;

/** One start, driven from outside: evaluate `trial`, then `tell`. */
class Search {
  readonly start: number;
  readonly x: Float64Array;
  readonly trial: Float64Array;
  value: number = Infinity;
  done: boolean = false;
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  private readonly gradient: Float64Array;
  private readonly direction: Float64Array;
  /** 1 where a variable may move, 0 where it is held at its bound. */
  private readonly free: Float64Array;
  private readonly steps: Float64Array[] = [];
  private readonly changes: Float64Array[] = [];
  private readonly memory: number;
  private readonly gradientTolerance: number;
  private readonly valueTolerance: number;
  private left: number;
  private length = 0;
  private slope = 0;
  private backtracks = 0;
  private started = false;

  constructor(
    start: number,
    x: Float64Array,
    low: Float64Array,
    high: Float64Array,
    options: BoundedOptions,
  ) {
    for (let i = 0; i < x.length; i++) x[i] = clamp(x[i]!, low[i]!, high[i]!);
    this.start = start;
    this.x = x;
    this.trial = x.slice();
    this.low = low;
    this.high = high;
    this.gradient = new Float64Array(x.length);
    this.direction = new Float64Array(x.length);
    this.free = new Float64Array(x.length);
    this.memory = options.memory ?? 8;
    this.gradientTolerance = options.gradientTolerance ?? 1e-5;
    this.valueTolerance = options.valueTolerance ?? 1e-9;
    this.left = options.iterations ?? 100;
  }

  tell(value: number, gradient: Float64Array): void {
    if (!this.started) {
      this.started = true;
      this.value = value;
      this.gradient.set(gradient);
      if (!allFinite(value, gradient)) this.done = true;
      else this.turn();
      return;
    }
    const expected = this.predicted();
    if (!allFinite(value, gradient) || value > this.value + ARMIJO * expected) {
      this.backtracks += 1;
      if (this.backtracks > MAX_BACKTRACKS) {
        if (this.steps.length === 0) this.done = true;
        else {
          this.forget();
          this.turn();
        }
        return;
      }
      const fall = 2 * (value - this.value - this.slope * this.length);
      const guess = Number.isFinite(fall) && fall > 0 ? (-this.slope * this.length * this.length) / fall : 0;
      this.length = clamp(guess, 0.1 * this.length, 0.5 * this.length);
      this.place();
      return;
    }
    this.accept(value, gradient);
  }

  private accept(value: number, gradient: Float64Array): void {
    const d = this.x.length;
    const step = new Float64Array(d);
    const change = new Float64Array(d);
    let curvature = 0;
    let size = 0;
    for (let i = 0; i < d; i++) {
      step[i] = this.trial[i]! - this.x[i]!;
      change[i] = gradient[i]! - this.gradient[i]!;
      curvature += step[i]! * change[i]!;
      size += change[i]! * change[i]!;
    }
    if (curvature > 1e-12 * size) {
      this.steps.push(step);
      this.changes.push(change);
      if (this.steps.length > this.memory) {
        this.steps.shift();
        this.changes.shift();
      }
    }
    const gain = this.value - value;
    this.x.set(this.trial);
    this.gradient.set(gradient);
    this.value = value;
    this.left -= 1;
    if (this.left <= 0 || gain <= this.valueTolerance * Math.max(1, Math.abs(value))) this.done = true;
    else this.turn();
  }

  /** Chooses the next direction from x, or ends. */
  private turn(): void {
    const { x, gradient, direction, free, low, high } = this;
    let largest = 0;
    for (let i = 0; i < x.length; i++) {
      const room = clamp(x[i]! - gradient[i]!, low[i]!, high[i]!) - x[i]!;
      largest = Math.max(largest, Math.abs(room));
    }
    if (largest <= this.gradientTolerance) {
      this.done = true;
      return;
    }
    free.fill(1);
    if (this.steps.length > 0) {
      do this.quasiNewton();
      while (this.hold());
      this.slope = dot(direction, gradient);
    }
    if (this.steps.length === 0 || !(this.slope < 0)) {
      this.forget();
      free.fill(1);
      this.descend();
      this.hold();
      this.descend();
      this.slope = dot(direction, gradient);
    }
    this.length = this.steps.length === 0 ? Math.min(1, 1 / Math.sqrt(-this.slope)) : 1;
    this.backtracks = 0;
    this.place();
  }

  /** Holds variables at a bound that the direction would push out. @returns whether there were any */
  private hold(): boolean {
    const { x, direction, free, low, high } = this;
    let found = false;
    for (let i = 0; i < x.length; i++) {
      const edge = 1e-12 * (high[i]! - low[i]!);
      const step = direction[i]!;
      if ((step < 0 && x[i]! - low[i]! <= edge) || (step > 0 && high[i]! - x[i]! <= edge)) {
        free[i] = 0;
        found = true;
      }
    }
    return found;
  }

  private descend(): void {
    for (let i = 0; i < this.x.length; i++) this.direction[i] = -this.gradient[i]! * this.free[i]!;
  }

  private forget(): void {
    this.steps.length = 0;
    this.changes.length = 0;
  }

  /** Two-loop recursion over the free variables only. */
  private quasiNewton(): void {
    const { direction, steps, changes, free } = this;
    this.descend();
    const m = steps.length;
    const weights = new Float64Array(m);
    const scales = new Float64Array(m);
    let gamma = 0;
    for (let k = m - 1; k >= 0; k--) {
      const curvature = dotFree(steps[k]!, changes[k]!, free);
      const size = dotFree(changes[k]!, changes[k]!, free);
      if (!(curvature > 1e-12 * size)) continue;
      scales[k] = 1 / curvature;
      if (gamma === 0) gamma = curvature / size;
      weights[k] = scales[k]! * dotFree(steps[k]!, direction, free);
      for (let i = 0; i < free.length; i++)
        direction[i] = direction[i]! - free[i]! * weights[k]! * changes[k]![i]!;
    }
    if (gamma > 0) for (let i = 0; i < free.length; i++) direction[i] = direction[i]! * gamma;
    for (let k = 0; k < m; k++) {
      if (scales[k] === 0) continue;
      const beta = scales[k]! * dotFree(changes[k]!, direction, free);
      for (let i = 0; i < free.length; i++)
        direction[i] = direction[i]! + free[i]! * (weights[k]! - beta) * steps[k]![i]!;
    }
  }

  private place(): void {
    for (let i = 0; i < this.x.length; i++)
      this.trial[i] = clamp(this.x[i]! + this.length * this.direction[i]!, this.low[i]!, this.high[i]!);
  }

  /** Change to first order along the projected step. */
  private predicted(): number {
    let sum = 0;
    for (let i = 0; i < this.x.length; i++) sum += this.gradient[i]! * (this.trial[i]! - this.x[i]!);
    return Math.min(sum, 0);
  }
}

function clamp(x: number, low: number, high: number): number {
  return x < low ? low : Math.min(x, high);
}

function allFinite(value: number, gradient: Float64Array): boolean {
  return Number.isFinite(value) && gradient.every(Number.isFinite);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function dotFree(a: Float64Array, b: Float64Array, free: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += free[i]! * a[i]! * b[i]!;
  return sum;
}
