import { z } from 'zod';
import { DURATION_PATTERN } from './duration.ts';

/**
 * The shape of a study file. Every message completes the sentence "must be ...". What a space is, `space/`
 * decides; the JSON Schema for editors adds it (`scripts/study-schema.ts`).
 */
const text = (what: string, about?: string) =>
  described(
    z
      .string(what)
      .min(1, what)
      .refine((value) => !value.includes('\0'), `${what} without a NUL character`),
    about,
  );
const whole = (least: number, what: string, about: string) => described(z.int(what).min(least, what), about);
const finite = (what: string, about: string) => described(z.number(what), about);
const positive = (what: string, about: string) => described(z.number(what).positive(what), about);
const argument = z.union(
  [z.string().refine((value) => !value.includes('\0')), z.number(), z.boolean(), z.null()],
  'text without a NUL character',
);
const duration = (about: string) => {
  const what = 'a duration > 0: a number of seconds, or text such as 90s, 10m, 1.5h';
  return described(
    z.union([z.number(what).positive(what), z.string(what).regex(DURATION_PATTERN, what)], what),
    about,
  );
};

function described<S extends z.ZodType>(schema: S, about: string | undefined): S {
  return about === undefined ? schema : schema.describe(about);
}

const objective = z.strictObject(
  {
    minimize: text('the name of a metric', 'The metric to make small.').optional(),
    maximize: text('the name of a metric', 'The metric to make large.').optional(),
    target: finite('a number', 'Reaching it ends the study.').optional(),
  },
  'an objective such as { maximize: accuracy }',
);

const gain = 'a number > 0, or noise';
const budget = z.strictObject(
  {
    trials: whole(1, 'a whole number ≥ 1', 'Trials to create.').optional(),
    time: duration('From the start of the study to its deadline, over all its runs.').optional(),
    evaluations: whole(1, 'a whole number ≥ 1', 'Evaluations to start.').optional(),
    failures: whole(1, 'a whole number ≥ 1', 'Failed trials after which the study ends.').optional(),
    cost: positive('a number > 0', 'In the unit that `cost` names.').optional(),
    patience: whole(1, 'a whole number ≥ 1', 'Trials in a row that bring nothing better.').optional(),
    gain: z
      .union([z.number(gain).positive(gain), z.literal('noise', gain)], gain)
      .describe('Ends when at most this can still be gained; noise: less than that of the scores.')
      .optional(),
    target: finite('a number', 'Value of the only objective that ends the study.').optional(),
  },
  'a map such as { trials: 60, time: 10m }',
);

const metrics = z.strictObject(
  {
    pattern: text('a regular expression', 'With the groups (?<name>...) and (?<value>...).').optional(),
    resultFile: text("a file's name", 'JSON that the program writes, in its own folder.').optional(),
    step: text('the name of a number', 'Counts steps; epoch, step and iteration are known.').optional(),
  },
  'a map with pattern, resultFile or step',
);

const amount = 'a number > 0, or a pair [least, full] with 0 < least < full';
const fidelityAmount = z.union(
  [
    z.number(amount).positive(amount),
    z
      .tuple([z.number().positive(amount), z.number().positive(amount)], amount)
      .refine(([least, full]) => least < full, amount),
  ],
  amount,
);

const sampler = z.union(
  [
    text('the name of a sampler'),
    z.looseObject({ name: text('the name of a sampler') }, 'a sampler and its options'),
  ],
  'the name of a sampler, or a map such as { name: grid, resolution: 10 }',
);

const scheduler = z.union(
  [
    text('the name of a scheduler'),
    z.looseObject({ name: text('the name of a scheduler') }, 'a scheduler and its options'),
  ],
  'the name of a scheduler, or a map such as { name: asha, eta: 3 }',
);

const transferSource = z.strictObject(
  {
    study: text('the name of a study', 'Its name or id.'),
    file: text('the path of a SQLite file', 'Where it is kept, if not with this study.').optional(),
    names: z
      .record(z.string(), text('the name of a parameter'), 'a map from its parameters to those here')
      .describe('What its parameters are called here.')
      .optional(),
  },
  'an earlier study',
);
const transfer = z.array(
  z.union(
    [text('the name of a study'), transferSource],
    'the name of a study, FILE#NAME, or a map such as { study: name, file: old.db }',
  ),
  'a list of earlier studies',
);

const evaluation = z.strictObject(
  {
    folds: whole(2, 'a whole number ≥ 2', 'Folds of a cross-validation.').optional(),
    seeds: whole(1, 'a whole number ≥ 1', 'Seeds, each with a split of its own.').optional(),
    splits: described(
      z.enum(['holdout', 'cv', 'repeated-cv'], 'holdout, cv or repeated-cv'),
      'What folds and seeds make up.',
    ).optional(),
    strategy: described(
      z.enum(['paired', 'reshuffled', 'auto'], 'paired, reshuffled or auto'),
      'Whether trials share their splits.',
    ).optional(),
    race: described(z.boolean('true or false'), 'Give clear losers less than all.').optional(),
  },
  'a map such as { folds: 5 } or { seeds: 3 }',
);

const shareWhat = 'a number > 0 and at most 0.5';
const confirm = z.strictObject(
  {
    share: described(
      z.number(shareWhat).gt(0, shareWhat).max(0.5, shareWhat),
      'Of what is spent in all, kept back for it.',
    ).optional(),
    top: whole(1, 'a whole number ≥ 1', 'How many run again, besides the default.').optional(),
  },
  'a map such as { share: 0.1, top: 3 }',
);

const commandWhat = 'a list of arguments such as [python, train.py, --lr, "{learning_rate}"]';
const command = z
  .array(
    z.union(
      [argument, z.array(argument, 'text, or a group of texts').min(1, 'a group with at least one text')],
      'text, or a group of texts',
    ),
    commandWhat,
  )
  .min(1, commandWhat);

const holdout = z.strictObject(
  {
    split: text('the name of a split', 'What the program is told as its split.').optional(),
    command: command.describe("What reads it, if not the study's own program.").optional(),
    seeds: whole(1, 'a whole number ≥ 1', 'Runs of each setting.').optional(),
  },
  'a map such as { split: test, seeds: 3 }',
);

const study = z
  .strictObject(
    {
      $schema: z.string('the address of a JSON Schema').optional(),
      name: text('text', "The study's name; the default is that of the file.").optional(),
      command: command
        .describe('The program and its arguments with {parameters}; a list inside is a group.')
        .optional(),
      module: text(
        'a path',
        'A TypeScript or JavaScript module; its default export is the objective.',
      ).optional(),
      space: z.record(z.string(), z.unknown(), 'a map from parameters to their ranges'),
      constraints: z
        .array(text('a condition such as "a <= b"'), 'a list of conditions')
        .describe('Hard conditions over parameters.')
        .optional(),
      objective: z.union(
        [objective, z.array(objective, 'a list of objectives').min(1, 'a list of at least one objective')],
        'an objective such as { maximize: accuracy }, or a list of them',
      ),
      limits: z
        .array(text('a bound such as "latency_ms <= 50"'), 'a list of bounds')
        .describe('Bounds on metrics.')
        .optional(),
      fidelity: z
        .record(z.string(), fidelityAmount, 'a map such as { epochs: 30 }')
        .describe('Full amounts; a pair lets schedulers give less.')
        .optional(),
      budget: budget.optional(),
      cost: text("'seconds' or the name of a metric", 'What an evaluation costs.').optional(),
      parallel: whole(1, 'a whole number ≥ 1', 'Evaluations that run at once.').optional(),
      gpus: z
        .array(
          z.union([z.int().min(0), z.string().min(1)], 'a device number or id'),
          'a list of CUDA devices such as [0, 1]',
        )
        .min(1, 'a list of at least one CUDA device')
        .describe('CUDA devices; each slot is pinned to one, in turn.')
        .optional(),
      seed: described(
        z
          .int('a whole number from 0 to 4294967295')
          .min(0, 'a whole number from 0 to 4294967295')
          .max(2 ** 32 - 1, 'a whole number from 0 to 4294967295'),
        'The same seed gives the same suggestions.',
      ).optional(),
      sampler: sampler.describe('How configurations are chosen.').optional(),
      scheduler: scheduler.describe('Which trials get more, and which stop early.').optional(),
      evaluation: evaluation.describe('Which evaluations make up a full one of a trial.').optional(),
      confirm: z
        .union([z.literal(false), confirm], 'false, or a map such as { share: 0.1, top: 3 }')
        .describe('Running the best few and the default again on fresh splits.')
        .optional(),
      holdout: z
        .union(
          [text('the name of a split'), holdout],
          'the name of a split, or a map such as { split: test, seeds: 3 }',
        )
        .describe('Data that is read once, after everything else is decided.')
        .optional(),
      transfer: transfer.describe('Earlier studies to learn from.').optional(),
      noisy: z
        .boolean('true or false')
        .describe('The program gives another score for the same configuration.')
        .optional(),
      retries: whole(0, 'a whole number ≥ 0', 'How often a crashed evaluation runs again.').optional(),
      timeout: duration('Limit for one evaluation.').optional(),
      grace: duration('How long running evaluations may go on after the deadline.').optional(),
      metrics: metrics.optional(),
      env: z
        .record(z.string(), argument, 'a map from names to texts')
        .describe('Extra environment variables for the command.')
        .optional(),
    },
    'a map of keys such as name, command, space and objective',
  )
  .describe('A tuning job for Tunewright.');

export const studySchema: z.ZodType = study;

/** The keys that are known at each place of a study file, `$schema` aside. */
export const knownKeys: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '': study,
    objective,
    budget,
    metrics,
    transfer: transferSource,
    evaluation,
    confirm,
    holdout,
  }).map(([path, schema]) => [path, Object.keys(schema.shape).filter((key) => key !== '$schema')]),
);
