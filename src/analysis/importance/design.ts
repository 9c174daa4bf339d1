import { stream } from '../../math/random.ts';
import { sobol, sobolDimensions } from '../../math/sobol.ts';
import { writeInputs } from '../../model/forest/table.ts';
import type { Space } from '../../space/space.ts';
import { cellsOf, varying } from './grid.ts';

const POOL = 512;
const MOST_DRAWS = 8192;

/** Inputs at which a surrogate is asked so that it can be taken apart; the same for every surrogate of one space. */
export interface Design {
  /** Configurations spread evenly over the space, shape [poolSize, dimensions]. */
  readonly pool: Float64Array;
  readonly poolSize: number;
  /** Dimensions that can vary and are active somewhere in the pool. */
  readonly axes: readonly Axis[];
}

export interface Axis {
  readonly index: number;
  /** How often it is active in the pool, in (0, 1]. */
  readonly active: number;
  /** Numbers of its domain, shape [levels]. */
  readonly levels: Float64Array;
}

export interface Points {
  /** Shape [levels of each axis…, base, dimensions]. */
  readonly inputs: Float64Array;
  readonly base: number;
  /** Share of the pool in which all the axes are active. */
  readonly active: number;
}

/** The pool and the axes; what the methods of a {@link DesignSpace} need besides. */
export class DesignSpace implements Design {
  readonly pool: Float64Array;
  readonly poolSize: number;
  readonly axes: readonly Axis[];
  readonly #space: Space;
  /** Coordinates in [0, 1] of the pool, of inactive dimensions too, shape [poolSize, dimensions]. */
  readonly #units: Float64Array[] = [];
  readonly #rows: Float64Array[] = [];

  /** @param mostLevels - places along a continuous axis */
  constructor(space: Space, seed: number, mostLevels: number) {
    this.#space = space;
    const d = space.dimensions.length;
    const draw = drawer(d, seed);
    for (let k = 0; k < MOST_DRAWS && this.#rows.length < POOL; k++) {
      const unit = draw(k);
      const row = space.fromUnit(unit);
      if (!space.satisfies(row)) continue;
      this.#units.push(unit);
      this.#rows.push(row);
    }
    this.poolSize = this.#rows.length;
    this.pool = new Float64Array(this.poolSize * d);
    this.#rows.forEach((row, i) => {
      writeInputs(space, row, this.pool, i * d);
    });
    this.axes = varying(space).flatMap((index) => {
      const { domain } = space.dimensions[index]!;
      const cells = cellsOf(domain, mostLevels);
      const listed = cells === domain.cardinality;
      const levels = Float64Array.from({ length: cells }, (_, c) =>
        listed ? domain.nth(c) : domain.fromUnit((c + 0.5) / cells),
      );
      const active = this.#activeIn([index]).length / this.poolSize;
      return active > 0 ? [{ index, active, levels }] : [];
    });
  }

  /**
   * Every combination of the axes' levels on the same base configurations, those of the pool in which all the axes are
   * active. What hangs on an axis becomes active or not as its levels say; hard constraints are not looked at again.
   * @param most - base configurations at most
   * @returns undefined with fewer than 8 base configurations
   */
  points(axes: readonly Axis[], most: number): Points | undefined {
    const space = this.#space;
    const d = space.dimensions.length;
    const places = this.#activeIn(axes.map(({ index }) => index));
    const base = places.slice(0, most);
    if (base.length < 8) return undefined;
    const combinations = axes.reduce((a, { levels }) => a * levels.length, 1);
    const inputs = new Float64Array(combinations * base.length * d);
    const unit = new Float64Array(d);
    const row = new Float64Array(d);
    let at = 0;
    for (let c = 0; c < combinations; c++) {
      for (const i of base) {
        unit.set(this.#units[i]!);
        let rest = c;
        for (let a = axes.length - 1; a >= 0; a--) {
          const { index, levels } = axes[a]!;
          unit[index] = space.dimensions[index]!.domain.toUnit(levels[rest % levels.length]!);
          rest = Math.floor(rest / levels.length);
        }
        writeInputs(space, space.fromUnit(unit, row), inputs, at);
        at += d;
      }
    }
    return { inputs, base: base.length, active: places.length / this.poolSize };
  }

  #activeIn(indices: readonly number[]): number[] {
    const places: number[] = [];
    this.#rows.forEach((row, i) => {
      if (indices.every((index) => !Number.isNaN(row[index]!))) places.push(i);
    });
    return places;
  }
}

function drawer(d: number, seed: number): (k: number) => Float64Array {
  if (d <= sobolDimensions) {
    const sequence = sobol(d, seed);
    return (k) => {
      const unit = new Float64Array(d);
      sequence.at(k, unit);
      return unit;
    };
  }
  const random = stream(seed, 'design');
  return () => Float64Array.from({ length: d }, () => random.uniform());
}
