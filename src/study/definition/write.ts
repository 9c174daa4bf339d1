import { Document, isScalar, isSeq, visit } from 'yaml';
import type {
  Budget,
  Definition,
  Holdout,
  Named,
  Objective,
  Repetition,
  TransferSource,
} from './definition.ts';
import { durationText } from './duration.ts';
import { takesSeeds } from './repetition.ts';

/**
 * The YAML of a definition, as a person would write it: what equals its default is left out.
 * `readStudyFile(toStudyFile(definition))` gives the same definition.
 */
export function toStudyFile(definition: Definition): string {
  const document = new Document(toInput(definition));
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && /[{}]/.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
    Map(_, node, path) {
      if (path.length > 4 || isLeaf(node.items.map((pair) => pair.value))) node.flow = true;
    },
    Seq(_, node) {
      node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function isLeaf(values: readonly unknown[]): boolean {
  return values.every((value) => isScalar(value) || (isSeq(value) && value.items.every(isScalar)));
}

/** The definition as a user writes it; what equals its default is left out. */
export function toInput(definition: Definition): { readonly [key: string]: unknown } {
  const { command, module, constraints, limits, fidelity, gpus, sampler, metrics, env } = definition;
  const objectives = definition.objectives.map(objectiveInput);
  const input = {
    name: definition.name,
    command,
    module,
    space: definition.space,
    constraints,
    objective: objectives.length === 1 ? objectives[0] : objectives,
    limits,
    fidelity,
    budget: budgetInput(definition.budget),
    cost: definition.cost === 'seconds' ? undefined : definition.cost,
    parallel: definition.parallel === (gpus.length || 1) ? undefined : definition.parallel,
    gpus,
    seed: definition.seed || undefined,
    sampler: namedInput(sampler),
    scheduler: definition.scheduler === undefined ? undefined : namedInput(definition.scheduler),
    evaluation: evaluationInput(definition.evaluation),
    confirm: definition.confirm ?? (takesSeeds(definition) ? false : undefined),
    holdout: holdoutInput(definition.holdout),
    transfer: definition.transfer?.map(transferInput),
    noisy: definition.noisy || undefined,
    retries: definition.retries || undefined,
    timeout: definition.timeLimitMs === undefined ? undefined : durationText(definition.timeLimitMs),
    grace: definition.graceMs === 0 ? undefined : durationText(definition.graceMs),
    metrics,
    env,
  };
  return Object.fromEntries(
    Object.entries(input).filter(
      ([key, value]) => key === 'space' || (value !== undefined && !isEmpty(value)),
    ),
  );
}

function namedInput({ name, options }: Named): string | object | undefined {
  if (Object.keys(options).length > 0) return { name, ...options };
  return name === 'auto' ? undefined : name;
}

function evaluationInput(evaluation: Repetition | undefined): object | undefined {
  if (evaluation === undefined) return undefined;
  const { folds, seeds, strategy, race } = evaluation;
  return {
    ...(folds > 0 && { folds }),
    ...((folds === 0 || seeds > 1) && { seeds }),
    ...(strategy !== 'auto' && { strategy }),
    ...(race !== Math.max(1, folds) * seeds > 1 && { race }),
  };
}

function holdoutInput(holdout: Holdout | undefined): string | object | undefined {
  if (holdout === undefined) return undefined;
  const { split, command, seeds } = holdout;
  if (command === undefined && seeds === 1) return split;
  return { split, ...(command !== undefined && { command }), ...(seeds > 1 && { seeds }) };
}

function transferInput(source: TransferSource): string | TransferSource {
  const plain = Object.keys(source).length === 1 && !source.study.includes('#');
  return plain ? source.study : source;
}

function objectiveInput({ metric, direction, target }: Objective): object {
  return { [direction]: metric, ...(target !== undefined && { target }) };
}

function budgetInput({ timeMs, ...rest }: Budget): object {
  return { ...rest, ...(timeMs !== undefined && { time: durationText(timeMs) }) };
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
