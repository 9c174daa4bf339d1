import { suggestion } from '../space/nearest.ts';
import { checkOptions, mapOf, wholeNumber } from '../space/options.ts';
import { problem, show } from '../space/problem.ts';
import type { Dimension, Space } from '../space/space.ts';
import { impose } from './draw.ts';
import { Enumeration, enumerationLimit, Untried } from './enumeration.ts';
import { History } from './history.ts';
import type { Request, SamplerAlgorithm, Suggestion } from './port.ts';

export interface GridOptions {
  /**
   * How many values a parameter without a finite number of them gets, spread evenly over its own scale, both ends
   * included, 1 to 1,000,000.
   * @defaultValue 5
   */
  readonly resolution?: number;
  /** The same for single parameters, by path; finite ones may be thinned out with it too. */
  readonly resolutions?: { readonly [path: string]: number };
}

/**
 * Grid search: every combination of the parameters' values, each once, in a random order that the seed decides.
 * Combinations that break a constraint are left out, and a parameter multiplies the grid only where it is active.
 * It ends when no combination is left; a combination already tried (the default configuration for instance) counts as done.
 * With `fixed` entries the combination chosen is the first that agrees with them where it can, with them imposed.
 * @throws {TunewrightError} TW_SAMPLER_OPTION_...; and `create` TW_GRID_TOO_LARGE, TW_GRID_RESOLUTION
 */
export function gridSampler(options: GridOptions = {}): SamplerAlgorithm {
  check(options);
  return {
    name: 'grid',
    version: 1,
    create(task) {
      const history = new History(task);
      const { space } = task;
      const grid = enumerate(space, options, task.seed);
      const untried = new Untried(history, grid);
      return {
        update: (changes) => void history.apply(changes),
        suggest: (request) =>
          request.fixed === undefined
            ? next(space, request, untried)
            : completions(history, grid, request, request.fixed),
        explain: () => `grid of ${grid.size} configurations`,
      };
    },
  };
}

/**
 * How many configurations {@link gridSampler} with these options will try. O(size × dimensions).
 * @throws {TunewrightError} as it does
 */
export function gridSize(space: Space, options: GridOptions = {}): number {
  check(options);
  return enumerate(space, options, 0).size;
}

function check(options: GridOptions): void {
  const resolution = wholeNumber(1, enumerationLimit);
  checkOptions(options, { resolution, resolutions: mapOf(resolution) });
}

function next(space: Space, request: Request, untried: Untried): Suggestion[] {
  const batch: Suggestion[] = [];
  const taken = new Set<string>();
  while (batch.length < request.count) {
    const row = untried.next(taken);
    if (row === undefined) break;
    taken.add(space.key(row));
    batch.push({ row });
  }
  return batch;
}

/** Grid points with a person's entries imposed: untried ones first, then the first feasible one. */
function completions(
  history: History,
  grid: Enumeration,
  request: Request,
  fixed: Float64Array,
): Suggestion[] {
  const { space } = history.problem;
  const batch: Suggestion[] = [];
  const taken = new Set<string>();
  let repeat: Float64Array | undefined;
  for (let k = 0; k < grid.size && batch.length < request.count; k++) {
    const row = grid.row(k);
    for (const { domain, index } of space.dimensions) {
      if (Number.isNaN(row[index]!)) row[index] = domain.defaultNumber;
    }
    impose(space, row, fixed);
    if (!space.satisfies(row)) continue;
    const key = space.key(row);
    if (!history.has(row) && !taken.has(key)) {
      taken.add(key);
      batch.push({ row });
    }
    repeat ??= row;
  }
  return batch.length === 0 && repeat !== undefined ? [{ row: repeat }] : batch;
}

function enumerate(space: Space, options: GridOptions, seed: number): Enumeration {
  for (const path of Object.keys(options.resolutions ?? {})) {
    if (space.dimensions.some((dimension) => named(dimension, path))) continue;
    const parameters = [...new Set(space.dimensions.map(({ parameter }) => parameter))];
    throw problem(
      'TW_GRID_RESOLUTION',
      `sampler.resolutions.${path}`,
      `there is no parameter ${show(path)}.${suggestion(path, parameters)}`,
      `Name one of: ${parameters.join(', ')}.`,
    );
  }
  const grid = Enumeration.of(
    space,
    space.dimensions.map((dimension) => levels(dimension, options)),
    seed,
  );
  if (grid === undefined) {
    throw problem(
      'TW_GRID_TOO_LARGE',
      'sampler',
      `the grid has more than ${enumerationLimit} combinations`,
      'Lower `resolution`, name `resolutions` for some parameters, or use the sobol sampler.',
    );
  }
  return grid;
}

function levels(dimension: Dimension, options: GridOptions): Float64Array {
  const { domain, path, parameter } = dimension;
  const asked = options.resolutions?.[path] ?? options.resolutions?.[parameter];
  const count =
    asked ?? (domain.cardinality === Number.POSITIVE_INFINITY ? (options.resolution ?? 5) : undefined);
  if (count === undefined || (count >= domain.cardinality && domain.cardinality <= enumerationLimit)) {
    const all = Math.min(domain.cardinality, enumerationLimit + 1);
    return Float64Array.from({ length: all }, (_, k) => domain.nth(k));
  }
  if (count === 1) return Float64Array.of(domain.defaultNumber);
  const spread = Float64Array.from({ length: count }, (_, k) => domain.fromUnit(k / (count - 1)));
  return Float64Array.from(new Set(spread));
}

function named(dimension: Dimension, path: string): boolean {
  return dimension.path === path || dimension.parameter === path;
}
