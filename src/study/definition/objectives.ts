import type { TunewrightError } from '../../errors.ts';
import { problem } from '../../space/problem.ts';
import type { Objective } from './definition.ts';
import type { BudgetInput, ObjectiveInput } from './input.ts';

/** A list with one objective a metric; the budget's target belongs to the only one. */
export function readObjectives(
  input: ObjectiveInput | readonly ObjectiveInput[],
  budget: BudgetInput,
  mistakes: TunewrightError[],
): readonly Objective[] {
  const single = !isList(input);
  const objectives = (single ? [input] : input).map((entry, index) =>
    readObjective(entry, single ? 'objective' : `objective[${index}]`, mistakes),
  );
  objectives.forEach(({ metric }, index) => {
    if (objectives.findIndex((other) => other.metric === metric) < index)
      mistakes.push(
        problem(
          'TW_OBJECTIVE_TWICE',
          `objective[${index}]`,
          `"${metric}" is an objective already`,
          'Keep one of them.',
        ),
      );
  });
  const [first] = objectives;
  if (budget.target === undefined || first === undefined) return objectives;
  if (objectives.length > 1 || first.target !== undefined)
    mistakes.push(
      problem(
        'TW_OBJECTIVE_TARGET',
        'budget.target',
        objectives.length > 1
          ? `does not say which of the ${objectives.length} objectives it means`
          : 'is given beside the target in the objective',
        'Write the target once, in its objective: { maximize: accuracy, target: 0.99 }.',
      ),
    );
  return [{ ...first, target: budget.target }, ...objectives.slice(1)];
}

function readObjective(input: ObjectiveInput, path: string, mistakes: TunewrightError[]): Objective {
  const { minimize, maximize, target } = input;
  if ((minimize === undefined) === (maximize === undefined))
    mistakes.push(
      problem(
        'TW_OBJECTIVE_DIRECTION',
        path,
        minimize === undefined ? 'says neither minimize nor maximize' : 'says both minimize and maximize',
        'Write one: { minimize: loss } or { maximize: accuracy }.',
      ),
    );
  return {
    metric: minimize ?? maximize ?? '',
    direction: minimize === undefined ? 'maximize' : 'minimize',
    ...(target !== undefined && { target }),
  };
}

function isList(input: ObjectiveInput | readonly ObjectiveInput[]): input is readonly ObjectiveInput[] {
  return Array.isArray(input);
}
