/**
 * Trains the network of examples/digits in many settings and keeps its validation accuracy after every epoch:
 * `node bench/fidelity/curves/make-digits.ts [FROM TO]` (seven minutes for all 600; a part goes to a file
 * beside it, and the last part joins them).
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadDigits, splitDigits } from '../../../examples/digits/data.ts';
import { randomFrom } from '../../../examples/digits/random.ts';
import { accuracy, type Setting, train } from '../../../examples/digits/train.ts';
import type { ProblemDimension } from '../../quality/protocol.ts';

const count = 600;
const epochs = 20;

const real = (path: string, low: number, high: number, rest: Partial<ProblemDimension> = {}) =>
  ({ path, kind: 'float', low, high, log: false, given: [], ...rest }) as const;
const whole = (path: string, low: number, high: number, rest: Partial<ProblemDimension> = {}) =>
  ({ path, kind: 'int', low, high, log: false, given: [], ...rest }) as const;
const choice = (path: string, choices: readonly (string | boolean)[], rest: Partial<ProblemDimension> = {}) =>
  ({ path, kind: 'cat', choices, given: [], ...rest }) as const;

/** The space of examples/digits/study.yaml, one dimension for each layer's units and for each optimizer's own. */
const dimensions: readonly ProblemDimension[] = [
  real('learning_rate', 1e-4, 1e-1, { log: true }),
  whole('layers', 1, 3),
  whole('units_1', 16, 128, { log: true }),
  whole('units_2', 16, 128, { log: true, given: [['layers', [2, 3]]] }),
  whole('units_3', 16, 128, { log: true, given: [['layers', [3]]] }),
  real('dropout', 0, 0.6),
  whole('batch_log2', 4, 7),
  real('weight_decay', 1e-6, 1e-2, { log: true }),
  choice('optimizer', ['sgd', 'adam']),
  real('momentum', 0, 0.99, { given: [['optimizer', ['sgd']]] }),
  choice('nesterov', [true, false], { given: [['optimizer', ['sgd']]] }),
  real('beta2', 0.9, 0.9999, { given: [['optimizer', ['adam']]] }),
];

type Row = { [path: string]: string | number | boolean };

/** Uniform on each dimension's own scale. */
function randomRow(random: () => number): Row {
  const row: Row = {};
  for (const { path, kind, low = 0, high = 1, log, choices = [], given } of dimensions) {
    const share = random();
    if (!given.every(([parent, values]) => values.includes(row[parent]))) continue;
    if (kind === 'cat') {
      row[path] = choices[Math.floor(share * choices.length)]!;
      continue;
    }
    const margin = kind === 'int' ? 0.5 : 0;
    const [from, to] = log
      ? [Math.log(low - margin), Math.log(high + margin)]
      : [low - margin, high + margin];
    const value = log ? Math.exp(from + share * (to - from)) : from + share * (to - from);
    row[path] = kind === 'int' ? Math.round(value) : Number(value.toPrecision(6));
  }
  return row;
}

function settingOf(row: Row): Setting {
  return {
    learning_rate: Number(row.learning_rate),
    units: ['units_1', 'units_2', 'units_3'].flatMap((path) => (path in row ? [Number(row[path])] : [])),
    dropout: Number(row.dropout),
    batch_size: 2 ** Number(row.batch_log2),
    weight_decay: Number(row.weight_decay),
    optimizer:
      row.optimizer === 'sgd'
        ? { name: 'sgd', momentum: Number(row.momentum), nesterov: row.nesterov === true }
        : { name: 'adam', beta2: Number(row.beta2) },
  };
}

const digits = splitDigits(loadDigits());
const random = randomFrom(20261124);
const rows = Array.from({ length: count }, () => randomRow(random));
const [from = 0, to = count] = process.argv.slice(2).map(Number);
const kept: object[] = [];
for (let index = from; index < to; index++) {
  const row = rows[index]!;
  const before = process.cpuUsage().user;
  const curve: number[] = [];
  for (const { network } of train(digits.train, settingOf(row), epochs, index)) {
    curve.push(Number(accuracy(network, digits.validation).toFixed(4)));
  }
  const seconds = Number(((process.cpuUsage().user - before) / 1e6).toFixed(2));
  kept.push({ params: row, seconds, curve });
}

const part = (start: number): string => join(import.meta.dirname, `digits-network.${start}.part`);
writeFileSync(part(from), JSON.stringify(kept));
if (to === count) {
  const all: unknown[] = [];
  const parts: string[] = [];
  while (all.length < count && existsSync(part(all.length))) {
    parts.push(part(all.length));
    all.push(...(JSON.parse(readFileSync(parts.at(-1)!, 'utf8')) as unknown[]));
  }
  const table = {
    id: 'digits-network',
    what: 'the network of examples/digits, its validation accuracy after every epoch',
    direction: 'maximize',
    fidelity: 'epochs',
    full: epochs,
    dimensions,
    rows: all,
  };
  if (all.length === count) {
    writeFileSync(
      join(import.meta.dirname, 'digits-network.json.gz'),
      gzipSync(JSON.stringify(table), { level: 9 }),
    );
    for (const file of parts) rmSync(file);
  }
}
