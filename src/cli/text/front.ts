import type { Front, FrontPoint } from '../../analysis/front.ts';
import { counted, shortNumber } from './number.ts';
import type { Style } from './style.ts';
import type { Column } from './table.ts';
import { printable } from './width.ts';

type Objectives = readonly { readonly metric: string }[];

/** How large a front is, and what its hypervolume is measured from. */
export function frontHead(front: Front, objectives: Objectives, style: Style): readonly string[] {
  const { points, hypervolume, reference } = front;
  if (points.length === 0) return ['No trial has completed within the limits yet.'];
  const corner = objectives.map(({ metric }, j) => `${printable(metric)} ${shortNumber(reference[j]!)}`);
  const metrics = objectives.map(({ metric }) => printable(metric)).join(', ');
  return [
    `${style.good(counted(points.length, 'trial'))} that no other beats in all of ${metrics}`,
    `hypervolume ${style.bold(shortNumber(hypervolume))}  ${style.dim(`from the corner ${corner.join(', ')}`)}`,
  ];
}

/** The columns of a front: each trial with its values, and the share of the hypervolume that is lost without it. */
export function frontColumns(front: Front, objectives: Objectives): readonly Column<FrontPoint>[] {
  return [
    { title: 'trial', cell: ({ trial }) => String(trial), align: 'right' },
    ...objectives.map(({ metric }, j) => ({
      title: printable(metric),
      cell: ({ values }: FrontPoint) => shortNumber(values[j]!),
      align: 'right' as const,
    })),
    {
      title: 'adds',
      cell: ({ contribution }) => `${Math.round((100 * contribution) / front.hypervolume || 0)}%`,
      align: 'right',
    },
  ];
}
