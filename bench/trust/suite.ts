import { samplerByName } from '../../src/index.ts';
import type { Cell, Context, Findings, Suite, Table, Target } from '../harness/suite.ts';
import { hierarchicalBootstrap, type Interval } from '../quality/statistics.ts';
import { measureWorlds } from './measure.ts';
import { byWorld, halfWidth, isCovered, isWorse, optimism, regret, type Study } from './measures.ts';
import { tunewright } from './ours.ts';
import { crossValidation, holdout, smacRacing } from './rivals.ts';
import { selectionTable } from './selection.ts';
import { readWorlds, type World } from './world.ts';

const ours = 'Tunewright';
const raw = 'best of one holdout split';
const methods = {
  [raw]: holdout,
  'best of 5-fold cross-validation': crossValidation,
  'SMAC racing (own implementation)': smacRacing,
  [ours]: tunewright,
} as const;
const names = Object.keys(methods) as (keyof typeof methods)[];
const rivals = names.filter((name) => name !== ours);

/** Studies by method; the i-th of every method is about the same world with the same seed. */
type Runs = ReadonlyMap<string, readonly Study[]>;

export const suite: Suite = {
  title: 'Trust: is the winner really better?',
  async run({ quick, options, log, python }: Context): Promise<Findings> {
    const measure = options.get('measure');
    if (measure !== undefined) measureWorlds(await python('trust'), Number(measure));
    const worlds = readWorlds();
    const budget = Number(options.get('budget') ?? 50);
    const seeds = Number(options.get('seeds') ?? (quick ? 1 : Math.max(4, Math.ceil(400 / worlds.length))));
    const samplers = (options.get('samplers') ?? (quick ? 'random' : 'auto,random')).split(',');
    const tables: Table[] = [];
    const targets: Target[] = [];
    const all: { [sampler: string]: unknown } = {};
    for (const sampler of samplers) {
      log(`${sampler}: ${names.length} methods on ${worlds.length} data sets with ${seeds} seeds each`);
      const runs = await runAll(worlds, sampler, budget, seeds);
      tables.push(results(runs, sampler, budget), paired(runs, sampler));
      if (sampler === samplers[0]) {
        targets.push(...targetsOf(runs));
        tables.push(bySourceTable(runs), byModelTable(runs));
      }
      all[sampler] = Object.fromEntries([...runs].map(([name, studies]) => [name, studies.map(plain)]));
    }
    tables.push(selectionTable());
    const sources = [...new Set(worlds.map(({ source }) => source))];
    return {
      settings: {
        'data sets': worlds.length,
        sources,
        models: [...new Set(worlds.map(({ model }) => model))],
        'studies of each method': worlds.length * seeds,
        'budget in fits of one fold': budget,
        samplers,
      },
      tables,
      targets,
      failures: [],
      raw: all,
    };
  },
};

async function runAll(
  worlds: readonly World[],
  sampler: string,
  budget: number,
  seeds: number,
): Promise<Runs> {
  const runs = new Map<string, Study[]>();
  for (const name of names) {
    const studies: Study[] = [];
    for (const world of worlds)
      for (let seed = 0; seed < seeds; seed++) {
        const answer = await methods[name](
          world,
          samplerByName({ name: sampler, options: {} }),
          budget,
          seed,
        );
        studies.push({ world, seed, answer });
      }
    runs.set(name, studies);
  }
  return runs;
}

function results(runs: Runs, sampler: string, budget: number): Table {
  return {
    title: `With the ${sampler} sampler`,
    caption: `Means over all studies with 95 % intervals (hierarchical bootstrap: data sets, then studies within them). Regret of the recommended configuration, refitted on all rows of the small data set, on 10,000 untouched rows: (truth - best of the table) / (upper quartile - best). Optimism: how much better the reported loss is than the truth, in the same unit. ${budget} fits of one fold for each study, whatever they are used for.`,
    columns: [
      'method',
      'regret',
      'worse than the default',
      'optimism',
      'configurations tried',
      'fits',
      'interval covers',
    ],
    rows: names.map((name): Cell[] => {
      const studies = runs.get(name)!;
      return [
        name,
        shown(of(studies, regret)),
        shown(of(studies, isWorse), percent),
        shown(of(studies, optimism)),
        mean(studies.map(({ answer }) => answer.tried)).toFixed(1),
        mean(studies.map(({ answer }) => answer.fits)).toFixed(1),
        name === ours ? shown(of(studies, isCovered), percent) : null,
      ];
    }),
  };
}

/** Rival − ours, study by study. */
function paired(runs: Runs, sampler: string): Table {
  return {
    title: `Difference to ${ours}, ${sampler} sampler`,
    caption:
      'The method minus Tunewright in the same study (same data, same seed): above 0, Tunewright is better.',
    columns: ['method', 'regret', 'worse than the default'],
    rows: rivals.map((name): Cell[] => [
      name,
      shown(against(runs, name, regret)),
      shown(against(runs, name, isWorse), percent),
    ]),
  };
}

function bySourceTable(runs: Runs): Table {
  return grouped(runs, 'By source', ({ source }) => source);
}

function byModelTable(runs: Runs): Table {
  return grouped(runs, 'By model', ({ model }) => model);
}

function grouped(runs: Runs, title: string, key: (world: World) => string): Table {
  const mine = runs.get(ours)!;
  const keys = [...new Set(mine.map(({ world }) => key(world)))].sort();
  return {
    title,
    caption: `Mean regret of each method; for ${ours} also optimism over the interval's half-width and coverage.`,
    columns: ['', 'studies', ...names, 'optimism / half-width', 'covered'],
    rows: keys.map((wanted): Cell[] => {
      const inside = (name: string): Study[] => runs.get(name)!.filter(({ world }) => key(world) === wanted);
      const own = inside(ours);
      return [
        wanted,
        own.length,
        ...names.map((name) => mean(inside(name).map(regret)).toFixed(3)),
        mean(own.map(scaledOptimism)).toFixed(2),
        percent(mean(own.map(isCovered))),
      ];
    }),
  };
}

function targetsOf(runs: Runs): Target[] {
  const mine = runs.get(ours)!;
  const first = runs.get(raw)!;
  const third = hierarchicalBootstrap(byWorld(mine, (study, i) => isWorse(study) - isWorse(first[i]!) / 3));
  const covered = of(mine, isCovered);
  const optimistic = of(mine, scaledOptimism);
  return [
    {
      name: `worse than the default: at most a third of ${raw}`,
      target: 'ours - theirs / 3 <= 0',
      measured: `${percent(of(mine, isWorse).mean)} against ${percent(of(first, isWorse).mean)}; difference ${shown(third, percent)}`,
      met: third.mean <= 0,
    },
    ...rivals.map((name): Target => {
      const gain = against(runs, name, regret);
      return {
        name: `true regret lower than ${name}`,
        target: 'difference > 0, interval excludes 0',
        measured: shown(gain),
        met: gain.low > 0,
      };
    }),
    {
      name: 'the 90 % interval covers the truth',
      target: '87 to 93 %',
      measured: shown(covered, percent),
      met: covered.mean >= 0.87 && covered.mean <= 0.93,
    },
    {
      name: 'optimism of the reported loss over the median half-width',
      target: 'interval within -0.1 to 0.1',
      measured: shown(optimistic),
      met: optimistic.low >= -0.1 && optimistic.high <= 0.1,
    },
  ];
}

/** Over the half-width of the study's own interval: losses of different sources have different units. */
function scaledOptimism(study: Study): number {
  return (study.world.truth[study.answer.place]! - study.answer.reported) / halfWidth(study);
}

function of(studies: readonly Study[], measure: (study: Study) => number): Interval {
  return hierarchicalBootstrap(byWorld(studies, measure));
}

function against(runs: Runs, name: string, measure: (study: Study) => number): Interval {
  const mine = runs.get(ours)!;
  return hierarchicalBootstrap(byWorld(runs.get(name)!, (study, i) => measure(study) - measure(mine[i]!)));
}

function shown(
  { mean, low, high }: Interval,
  write: (value: number) => string = (value) => value.toFixed(3),
): string {
  return `${write(mean)} (${write(low)} to ${write(high)})`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function plain({ world, seed, answer }: Study): unknown {
  return { world: world.id, seed, truth: world.truth[answer.place], default: world.truth[0], ...answer };
}
