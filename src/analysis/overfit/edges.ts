import type { Scalar } from '../../space/spec.ts';
import type { Observations } from '../observations.ts';

/** A parameter whose best value lies at an end of its range: a better one may lie beyond. */
export interface Edge {
  readonly parameter: string;
  readonly value: Scalar;
  readonly end: 'lower' | 'upper';
}

/** So close to an end, on the parameter's own scale, is at the end. */
const CLOSE = 0.03;
/** A count of few values has its best at an end too often for it to mean much. */
const LEAST_VALUES = 5;

export function edgesOf({ goal, rows }: Observations, place: number): Edge[] {
  const d = goal.space.dimensions.length;
  const edges: Edge[] = [];
  for (const { index, name, domain } of goal.space.dimensions) {
    const number = rows[place * d + index]!;
    if (Number.isNaN(number) || !domain.ordered || domain.cardinality < LEAST_VALUES) continue;
    // Choices have no end that could be moved.
    if (domain.choices !== undefined) continue;
    const unit = domain.toUnit(number);
    const bin = Number.isFinite(domain.cardinality) ? 0.5 / domain.cardinality : 0;
    if (unit <= CLOSE + bin) edges.push({ parameter: name, value: domain.toValue(number), end: 'lower' });
    else if (unit >= 1 - CLOSE - bin)
      edges.push({ parameter: name, value: domain.toValue(number), end: 'upper' });
  }
  return edges;
}
