import { stream } from '../../math/random.ts';
import { type Forest, fitForest } from '../../model/forest/forest.ts';
import { columnsOf, writeInputs } from '../../model/forest/table.ts';
import type { Space } from '../../space/space.ts';
import type { Problem, Transferred } from '../port.ts';

const options = { trees: 32, minLeaf: 2 } as const;

/**
 * What an earlier study says of a configuration of this one: a forest of its ranks, over the parameters that it had. The
 * others it does not know, so its answer is the same whatever they are.
 */
export class Earlier {
  readonly source: string;
  /** Its configurations, best first; views. */
  readonly rows: readonly Float64Array[];
  readonly #space: Space;
  readonly #known: Uint8Array;
  readonly #transferred: Transferred;
  readonly #seed: number;
  readonly #place: number;
  readonly #inputs: Float64Array;
  #forest: Forest | undefined;

  /** @param place - among the earlier studies; a key of its randomness */
  constructor(problem: Problem, transferred: Transferred, place: number) {
    const { source, known, rows, ranks } = transferred;
    const dimensions = known.length;
    this.source = source;
    this.#space = problem.space;
    this.#known = known;
    this.#transferred = transferred;
    this.#seed = problem.seed;
    this.#place = place;
    this.#inputs = new Float64Array(dimensions);
    this.rows = Array.from(ranks, (_, i) => i)
      .sort((a, b) => ranks[a]! - ranks[b]! || a - b)
      .map((i) => rows.subarray(i * dimensions, (i + 1) * dimensions));
  }

  /** The rank it expects, from 0 (best) to 1 (worst). */
  predict(row: Float64Array): number {
    this.#forest ??= this.#fit();
    this.#write(row, this.#inputs, 0);
    const mean = new Float64Array(1);
    this.#forest.predict(this.#inputs, mean);
    return mean[0]!;
  }

  #fit(): Forest {
    const { rows, ranks, known } = this.#transferred;
    const inputs = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i += known.length) {
      this.#write(rows.subarray(i, i + known.length), inputs, i);
    }
    const random = stream(this.#seed, 'transfer', this.#place);
    return fitForest(columnsOf(this.#space), inputs, ranks, options, random);
  }

  #write(row: Float64Array, into: Float64Array, offset: number): void {
    writeInputs(this.#space, row, into, offset);
    this.#known.forEach((known, d) => {
      if (known === 0) into[offset + d] = Number.NaN;
    });
  }
}
