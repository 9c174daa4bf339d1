import { TunewrightError } from '../errors.ts';
import { compileActivity } from './activity.ts';
import { compileConstraint } from './constraint.ts';
import { findDefault } from './default-row.ts';
import { digestOf } from './digest.ts';
import { countConfigurations } from './enumerate.ts';
import { expand } from './expand.ts';
import { createFrame } from './frame.ts';
import { fromParams } from './from-params.ts';
import { layOut } from './order.ts';
import { problem } from './problem.ts';
import { readParameters } from './read.ts';
import type { Space } from './space.ts';
import type { Scalar, SpaceSpec } from './spec.ts';
import { compileParams } from './to-params.ts';

const SIZE_LIMIT = 1_000_000;

/**
 * Checks a space and compiles it.
 * @param spec - plain objects as in `spec.ts`; nothing about it is trusted
 * @param constraints - boolean expressions over parameters, all of which must hold
 * @returns the space; deterministic, immutable, without reference to time or randomness
 * @throws {TunewrightError} TW_SPACE_... or TW_EXPRESSION_... at the first mistake, with its path
 * @example
 * const space = compileSpace({ rate: { float: [1e-5, 0.1], log: true }, layers: { int: [1, 4] } });
 * space.toParams(space.defaultRow()); // { rate: 0.001, layers: 2 }
 */
export function compileSpace(spec: SpaceSpec, constraints: readonly string[] = []): Space {
  const parameters = readParameters(spec, 'space');
  if (parameters.length === 0)
    throw problem(
      'TW_SPACE_EMPTY',
      'space',
      'has no parameters',
      'Write at least one: { rate: { float: [0, 1] } }.',
    );
  const layout = layOut(expand(parameters));
  const activity = compileActivity(layout);
  const scope = activity.scope(layout.root);
  const compiled = constraints.map((text, index) => compileConstraint(text, index, scope));
  const frame = createFrame(layout, activity, compiled);
  const { dimensions } = frame;
  const start = findDefault(frame, compiled);
  let size: number | undefined;
  let digest: string | undefined;

  // A copy: what the caller does to its objects later changes nothing here.
  const kept = JSON.parse(JSON.stringify([spec, constraints])) as [SpaceSpec, readonly string[]];

  return {
    ...frame,
    spec: kept[0],
    constraints: kept[1],
    conditional: activity.tests.some((test) => test !== undefined),
    get size(): number {
      size ??= countConfigurations(frame, SIZE_LIMIT);
      return size;
    },
    get digest(): string {
      digest ??= digestOf(...kept);
      return digest;
    },
    defaultRow: () => start.slice(),
    contains(row) {
      if (row.length !== dimensions.length) return false;
      for (let i = 0; i < row.length; i++) {
        const number = row[i] as number;
        const active = !Number.isNaN(number);
        if (active !== frame.isActive(row, i)) return false;
        if (active && !dimensions[i]?.domain.contains(number)) return false;
      }
      return frame.satisfies(row);
    },
    // The shortest decimal form names a number exactly; -0 prints as 0.
    key: (row) => row.join(),
    toParams: compileParams(layout, activity),
    toFlat(row) {
      const flat = new Map<string, Scalar>();
      for (const { index, name, domain } of dimensions) {
        const number = row[index] as number;
        if (!Number.isNaN(number)) flat.set(name, domain.toValue(number));
      }
      return flat;
    },
    fromParams(params, options) {
      const result = fromParams(layout, activity, frame, params, options?.partial === true);
      const broken = result.free.includes(1) ? undefined : compiled.find(({ holds }) => !holds(result.row));
      if (broken !== undefined)
        throw new TunewrightError(
          'TW_CONFIGURATION_INVALID',
          `the configuration breaks the constraint ${JSON.stringify(broken.text)}`,
          { mend: 'Change a value that the constraint names.' },
        );
      return result;
    },
  };
}
