import type { Job } from '../executor/port.ts';
import type { ParamValues } from '../space/space.ts';
import type { Scalar } from '../space/spec.ts';
import type { Lease } from './lease.ts';
import type { Terms } from './terms.ts';

/** An evaluation for an executor. What only some executors look at is made when they look. */
export function jobOf(study: Job['study'], { space, definition }: Terms, lease: Lease): Job {
  const { trial, evaluation, token, attempt, purpose, target, reached, parent, row, slot } = lease;
  let params: ParamValues | undefined;
  let flat: ReadonlyMap<string, Scalar> | undefined;
  return {
    study,
    trial,
    evaluation,
    token,
    attempt,
    purpose,
    target,
    reached,
    parent,
    folds: definition.evaluation?.folds ?? 0,
    slot,
    get params(): ParamValues {
      params ??= space.toParams(row);
      return params;
    },
    get flat(): ReadonlyMap<string, Scalar> {
      flat ??= space.toFlat(row);
      return flat;
    },
    get inactive(): ReadonlySet<string> {
      const names = new Set(space.dimensions.map(({ name }) => name));
      for (const name of this.flat.keys()) names.delete(name);
      return names;
    },
  };
}
