import { describe, expect, it } from 'vitest';
import { MetricCollector, metricReader } from '../../src/executor/metrics/collector.ts';
import type { MetricSources } from '../../src/executor/port.ts';

interface Options {
  readonly sources?: MetricSources;
  readonly wanted?: readonly string[];
  readonly fidelities?: readonly string[];
  readonly parameters?: readonly string[];
}

/** Feeds whole lines; one that ends in \r is redrawn by the next. */
function collect(lines: readonly string[], given: Options = {}) {
  const options = {
    sources: given.sources ?? {},
    wanted: given.wanted ?? ['val_accuracy'],
    fidelities: given.fidelities ?? [],
    parameters: new Set(given.parameters),
  };
  const reports: [number, object][] = [];
  const collector = new MetricCollector(metricReader(options), options, (step, metrics) =>
    reports.push([step, metrics]),
  );
  for (const line of lines) collector.line(line.replace(/\r$/, ''), line.endsWith('\r'));
  collector.flush();
  return {
    metrics: collector.metrics,
    reports,
    lastStep: collector.lastStep,
    declaration: collector.declaration,
  };
}

describe('values on one line', () => {
  const cases: readonly [line: string, metrics: object][] = [
    ['loss=0.3 acc: 0.91', { loss: 0.3, acc: 0.91 }],
    ['loss = 0.3, acc = 91.2%', { loss: 0.3, acc: 91.2 }],
    ['latency: 12ms size=3.5MB', { latency: 12, size: 3.5 }],
    ['val/loss=1e-3 val.acc=-2.5E+2', { 'val/loss': 1e-3, 'val.acc': -250 }],
    ["{'eval_loss': 0.3, 'eval_accuracy': '0.9'}", { eval_loss: 0.3, eval_accuracy: 0.9 }],
    ['{"loss": 0.25, "metrics": {"acc": 0.5}, "name": "x"}', { loss: 0.25, acc: 0.5 }],
    ['{"loss": NaN, "acc": -Infinity}', { loss: Number.NaN, acc: Number.NEGATIVE_INFINITY }],
    ['{"loss": "nan"}', { loss: Number.NaN }],
    ['loss: tensor(0.31, device=cuda) f1: np.float64(0.5)', { loss: 0.31, f1: 0.5 }],
    [
      'loss=nan a=NaN b=inf c=-inf d=Infinity e=-INFINITY',
      {
        loss: Number.NaN,
        a: Number.NaN,
        b: Number.POSITIVE_INFINITY,
        c: Number.NEGATIVE_INFINITY,
        d: Number.POSITIVE_INFINITY,
        e: Number.NEGATIVE_INFINITY,
      },
    ],
    ['size: 1,234,567 bytes', { size: 1_234_567 }],
    ['INFO:root:loss=.5', { loss: 0.5 }],
    ['version: 1.2.3 date: 2024-01-02 time: 12:30:05 done: 3/10 hash: 3e5f mode: infer', {}],
    ['2024-01-01T12:30:00 started', {}],
    ['Größe=7', { Größe: 7 }],
    ['', {}],
    ['loss=', {}],
    ['loss=0.3.', { loss: 0.3 }],
  ];
  it.each(cases)('%s', (line, metrics) => {
    expect(collect([line]).metrics).toEqual(metrics);
  });

  it('takes time linear in the line', () => {
    // Quadratic time would be minutes here.
    for (const text of ['a', 'a.', 'a=', ' ', 'a ', '1', '1,', '"', 'epoch ', 'epoch[', 'a:(', '-']) {
      expect(collect([`x${text.repeat(200_000)} loss=1`]).metrics).toHaveProperty('loss', 1);
    }
  });
});

describe('steps', () => {
  it('reports lines that name their step', () => {
    const lines = ['epoch 1/3: loss=0.3 val_accuracy: 0.5', 'epoch 2/3: loss=0.2 val_accuracy: 0.6'];
    expect(collect(lines).reports).toEqual([
      [1, { loss: 0.3, val_accuracy: 0.5 }],
      [2, { loss: 0.2, val_accuracy: 0.6 }],
    ]);
  });

  it.each([
    'Epoch [3/10], loss: 0.5',
    '[epoch 3] loss=0.5',
    'Epoch: 3 loss 1 loss=0.5',
    '{"epoch": 3, "loss": 0.5}',
    'epoch=3 loss=0.5',
    'step 3: loss=0.5',
    'iteration 3 loss: 0.5',
    "{'loss': 0.5, 'epoch': 3.0}",
  ])('knows %s', (line) => {
    expect(collect([line]).reports).toEqual([[3, { loss: 0.5 }]]);
  });

  it('gives the step of a line to the metrics after it, as Keras prints them', () => {
    const lines = [
      'Epoch 1/2',
      '10/20 ━━━━ 0s 2ms/step - accuracy: 0.1 - loss: 2.0\r',
      '20/20 ━━━━ 1s 2ms/step - accuracy: 0.4 - loss: 1.5 - val_accuracy: 0.5 - val_loss: 1.2',
      'Epoch 2/2',
      '20/20 ━━━━ 1s 2ms/step - accuracy: 0.6 - loss: 1.0 - val_accuracy: 0.9123 - val_loss: 0.8',
    ];
    expect(collect(lines).reports).toEqual([
      [1, { accuracy: 0.4, loss: 1.5, val_accuracy: 0.5, val_loss: 1.2 }],
      [2, { accuracy: 0.6, loss: 1, val_accuracy: 0.9123, val_loss: 0.8 }],
    ]);
  });

  it('reports a redrawn line once, with what it showed last', () => {
    const lines = ['Epoch 1: 10%| loss=3\r', 'Epoch 1: 50%| loss=2\r', 'Epoch 2: 10%| loss=1\r', 'done'];
    expect(collect(lines).reports).toEqual([
      [1, { loss: 2 }],
      [2, { loss: 1 }],
    ]);
  });

  it('lets the larger word count', () => {
    const lines = ['step 100 loss=3', 'epoch 1 step 200 loss=2', 'step 300 loss=1.5', 'epoch 2 loss=1'];
    expect(collect(lines).reports).toEqual([
      [100, { loss: 3 }],
      [1, { loss: 2 }],
      [2, { loss: 1 }],
    ]);
  });

  it('counts by the fidelity, and by the word that the study names', () => {
    expect(collect(['trees: 50 rmse=2'], { fidelities: ['trees'] }).reports).toEqual([[50, { rmse: 2 }]]);
    expect(collect(['sweep 5 rmse=2'], { sources: { step: 'sweep' } }).reports).toEqual([[5, { rmse: 2 }]]);
  });

  it('does not go back', () => {
    const found = collect(['epoch 1 acc=0.5', 'epoch 2 acc=0.4', 'best epoch: 1 acc=0.5']);
    expect(found.reports).toHaveLength(2);
    expect(found.metrics).toEqual({ acc: 0.5 });
    expect(found.lastStep).toBe(2);
  });

  it('adds later values to a step without changing what it has', () => {
    const found = collect(['epoch 2 loss=1', 'loss=9', 'val_accuracy=0.5']);
    expect(found.reports).toEqual([
      [2, { loss: 1 }],
      [2, { val_accuracy: 0.5 }],
    ]);
    expect(found.metrics).toEqual({ loss: 9, val_accuracy: 0.5 });
  });
});

describe('bounds', () => {
  it('keeps 64 names and the wanted ones', () => {
    const lines = Array.from({ length: 500 }, (_, index) => `name${index}=1`);
    const { metrics } = collect([...lines, 'val_accuracy=0.5']);
    expect(Object.keys(metrics)).toHaveLength(65);
    expect(metrics).toMatchObject({ val_accuracy: 0.5 });
  });

  it('keeps 10,000 reports, and the last value of all', () => {
    const lines = Array.from({ length: 12_000 }, (_, index) => `step ${index} loss=${index}`);
    const { reports, metrics } = collect(lines);
    expect(reports).toHaveLength(10_000);
    expect(metrics).toEqual({ loss: 11_999 });
  });

  it('takes no echo of the parameters, but a wanted name always', () => {
    const options = { parameters: ['lr', 'val_accuracy'] };
    expect(collect(['lr=0.1 val_accuracy=0.5'], options).metrics).toEqual({ val_accuracy: 0.5 });
  });

  it('holds names like __proto__', () => {
    const { metrics } = collect(['__proto__=1 constructor=2']);
    expect(Object.entries(metrics)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });
});

describe('a pattern', () => {
  it('reads what nothing else would', () => {
    const sources = { pattern: String.raw`score of (?<name>\w+) is (?<value>\S+)` };
    expect(collect(['the score of f1 is 0.75'], { sources }).metrics).toEqual({ f1: 0.75 });
  });

  it('gives the first objective its value when it names none', () => {
    const sources = { pattern: String.raw`^(?<value>[\d.]+)$` };
    expect(collect(['0.75'], { sources }).metrics).toEqual({ val_accuracy: 0.75 });
  });

  it.each(['(', 'score (\\d+)'])('refuses %s', (pattern) => {
    expect(() => collect([], { sources: { pattern } })).toThrow(
      expect.objectContaining({ code: 'TW_METRIC_PATTERN' }),
    );
  });
});

it('reads what a program declares of itself', () => {
  const line = '{"tunewright": {"status": "infeasible", "reason": "out of memory"}}';
  expect(collect([line]).declaration).toEqual({ status: 'infeasible', reason: 'out of memory' });
});
