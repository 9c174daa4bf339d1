import type { Dimension, Space } from '../../space/space.ts';
import { shortNumber } from '../text/number.ts';
import { shortValue } from '../text/params.ts';

/** A dimension of the space for people. */
export interface ParameterRow {
  readonly name: string;
  readonly kind: string;
  readonly range: string;
  readonly default: string;
  readonly active: string;
}

export function parameterRows(space: Space): readonly ParameterRow[] {
  return space.dimensions.map((dimension) => ({
    name: dimension.path,
    kind: dimension.domain.kind,
    range: rangeOf(dimension),
    default: shortValue(dimension.domain.toValue(dimension.domain.defaultNumber)),
    active: dimension.conditions.length === 0 ? 'always' : `by ${conditionNames(space, dimension)}`,
  }));
}

function rangeOf({ domain }: Dimension): string {
  if (domain.choices !== undefined) return domain.choices.map(shortValue).join(', ');
  const [low, middle, high] = [0, 0.5, 1].map((u) => domain.fromUnit(u)) as [number, number, number];
  const text = `${shortNumber(low)} … ${shortNumber(high)}`;
  const steps =
    Number.isFinite(domain.cardinality) && domain.kind === 'float' ? `, ${domain.cardinality} steps` : '';
  // On a log scale the middle lies far below the mean.
  const log = low > 0 && Math.abs(middle - Math.sqrt(low * high)) < Math.abs(middle - (low + high) / 2);
  return `${text}${log && high / low > 2 ? ', log' : ''}${steps}`;
}

function conditionNames(space: Space, { conditions }: Dimension): string {
  return conditions.map((index) => space.dimensions[index]?.name ?? '').join(', ');
}
