import type { Terms } from '../../study/terms.ts';

/** What a study's scheduler will do, in a line. */
export function schedulerLine({ definition, fidelities, ranged }: Terms): string {
  const { name } = definition.scheduler ?? { name: 'auto' };
  if (name !== 'auto') return name;
  const [fidelity] = fidelities;
  if (ranged) return 'auto: trials get more while they are among the best of those that came as far';
  if (fidelity === undefined) return 'auto: every trial in full';
  return `auto: every trial in full; if the program reports on its way to ${fidelity.full} ${fidelity.name}, bad ones are stopped`;
}
