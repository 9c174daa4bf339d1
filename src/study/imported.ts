import type { ParamValue, ParamValues, Space } from '../space/space.ts';
import type { Event, Metrics, TrialStatus } from '../trial/event.ts';
import type { Draft } from './draft.ts';
import { missingObjective, type Terms } from './terms.ts';

/** A result of this study's task that was found elsewhere. */
export interface ImportedResult {
  /** Nested or flat. A parameter that is left out had its default value. */
  readonly params: ParamValues;
  readonly metrics?: Metrics;
  /** @defaultValue 'completed' if every objective has a finite value, else 'failed' */
  readonly status?: TrialStatus;
  /** Kept beside the trial. */
  readonly attributes?: { readonly [name: string]: ParamValue };
}

export interface Imported {
  /** Number of the first trial; the others follow. */
  readonly first: number;
  readonly trials: number;
  /** How many lie outside the space; they are kept, and the sampler learns nothing from them. */
  readonly outside: number;
  /** Names of parameters that the space does not have. */
  readonly unknown: readonly string[];
}

interface Prepared {
  readonly row: Float64Array;
  readonly inside: boolean;
  readonly result: ImportedResult;
}

/** Results as rows, before they get their numbers. */
export class ImportBatch {
  readonly outside: number;
  readonly unknown: readonly string[];
  readonly #terms: Terms;
  readonly #prepared: readonly Prepared[];

  constructor(terms: Terms, results: readonly ImportedResult[]) {
    const { space } = terms;
    const unknown = new Set<string>();
    this.#terms = terms;
    this.#prepared = results.map((result) => {
      const row = importedRow(space, result.params, unknown);
      return { row, inside: space.contains(row), result };
    });
    this.outside = this.#prepared.filter(({ inside }) => !inside).length;
    this.unknown = [...unknown];
  }

  /** A trial and its result each, marked as imported; to be appended right after what the draft holds. */
  events(draft: Draft): Event[] {
    const { at } = draft;
    return this.#prepared.flatMap(({ row, inside, result }): Event[] => {
      const trial = draft.trials++;
      const { params, metrics = {} } = result;
      const missing = missingObjective(this.#terms, metrics);
      const status = result.status ?? (missing === undefined ? 'completed' : 'failed');
      const valid = status === 'completed' && missing !== undefined ? 'failed' : status;
      // What the row cannot say is kept as it was given.
      const attributes = { ...result.attributes, ...(!inside && { imported: params as ParamValue }) };
      return [
        {
          type: 'trial-created',
          at,
          trial,
          origin: 'imported',
          row,
          position: -1,
          ordinal: -1,
          batch: [0, 1],
          ...(Object.keys(attributes).length > 0 && { attributes }),
        },
        {
          type: 'trial-ended',
          at,
          trial,
          status: valid,
          metrics,
          ...(valid === 'failed' && { reason: missing ?? 'it was imported as failed' }),
        },
      ];
    });
  }
}

/**
 * Numbers as they are, even outside the space; NaN where the space lacks the value; defaults where nothing is given.
 * Names that the space lacks are added to `unknown`.
 */
function importedRow(space: Space, params: ParamValues, unknown: Set<string>): Float64Array {
  const given = flat(params);
  const row = fromSpace(space, params) ?? new Float64Array(space.dimensions.length).fill(Number.NaN);
  const names = new Set(space.dimensions.flatMap(({ name, path }) => [name, path]));
  for (const name of given.keys()) if (!names.has(name)) unknown.add(name);
  for (const { index, name, path, domain } of space.dimensions) {
    if (!Number.isNaN(row[index]) || !space.isActive(row, index)) continue;
    const value = given.get(path) ?? given.get(name);
    if (value === undefined) row[index] = domain.defaultNumber;
    else {
      const number = domain.fromValue(value);
      const raw = typeof value === 'number' && domain.choices === undefined;
      row[index] = Number.isNaN(number) && raw ? value : number;
    }
  }
  return row;
}

/** As a user's configuration, where it is one of the space as far as it goes. */
function fromSpace(space: Space, params: ParamValues): Float64Array | undefined {
  try {
    return space.fromParams(params, { partial: true }).row;
  } catch {
    return undefined;
  }
}

/** `units[0]`, `optimizer.momentum` and the like, with their values. */
function flat(params: ParamValues): Map<string, ParamValue> {
  const values = new Map<string, ParamValue>();
  const add = (name: string, value: ParamValue | undefined): void => {
    if (value === undefined) return;
    if (Array.isArray(value)) value.forEach((item, i) => void add(`${name}[${i}]`, item));
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) add(key === 'name' ? name : `${name}.${key}`, inner);
    } else values.set(name, value);
  };
  for (const [name, value] of Object.entries(params)) add(name, value);
  return values;
}
