import { availableParallelism } from 'node:os';
import { parseTemplate } from '../../space/template.ts';
import type { Terms } from '../../study/terms.ts';
import { expectedTrials } from '../screen/progress.ts';

/** What is allowed but seldom meant. */
export function warningsOf(terms: Terms): readonly string[] {
  const { definition, space } = terms;
  const { budget, parallel, gpus, command } = definition;
  const warnings: string[] = [];
  if (budget.trials === undefined && budget.timeMs === undefined && !Number.isFinite(space.size))
    warnings.push('without a budget the study runs until somebody stops it; write budget: { trials: 60 }');
  if (budget.trials !== undefined && space.size < budget.trials && !definition.noisy)
    warnings.push(`the space has ${space.size} configurations only: the study ends after those`);
  const trials = expectedTrials(terms);
  if (trials !== undefined && parallel > trials)
    warnings.push(`${parallel} at once are more than there are trials`);
  if (gpus.length === 0 && parallel > availableParallelism())
    warnings.push(`${parallel} at once on ${availableParallelism()} processors slow one another down`);
  if (command !== undefined) warnings.push(...unusedParameters(terms));
  return warnings;
}

/** Parameters that the command does not name; the program may still read them from its environment. */
function unusedParameters({ definition, space }: Terms): readonly string[] {
  const names = new Set(space.dimensions.flatMap(({ name, parameter }) => [name, parameter]));
  const used = new Set(
    (definition.command ?? [])
      .flat()
      .flatMap((text) =>
        parseTemplate(text, (name) => names.has(name)).flatMap((piece) =>
          piece.type === 'name' ? [piece.name] : [],
        ),
      ),
  );
  if (used.has('params') || used.has('params_file')) return [];
  const unused = [
    ...new Set(
      space.dimensions
        .filter(
          ({ name, parameter, domain }) => domain.cardinality > 1 && !used.has(name) && !used.has(parameter),
        )
        .map(({ parameter }) => parameter),
    ),
  ];
  if (unused.length === 0) return [];
  return [
    `the command does not name ${unused.join(', ')}: the program must read ${unused.length === 1 ? 'it' : 'them'} from its environment (TUNEWRIGHT_PARAMS)`,
  ];
}
