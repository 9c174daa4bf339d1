import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { draftFor } from '../../src/cli/init/draft.ts';
import { printedMetrics } from '../../src/cli/init/metrics.ts';
import { readStudyFile } from '../../src/study/definition/file.ts';
import { Folder } from './command.ts';

const argparse = `
import argparse
parser = argparse.ArgumentParser(description="a, b (c)")
parser.add_argument("--lr", "--learning-rate", type=float, default=1e-3, help="the rate, e.g. 0.1 (or so)")
parser.add_argument("--layers", type=int, default=2)
parser.add_argument('--batch-size', default=32, type=int)
parser.add_argument("--optimizer", choices=["sgd", "adam"], default="adam")
parser.add_argument("--dropout", type=float, default=0.1)
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--data-dir", default="./data")
parser.add_argument("--amp", action="store_true")
# parser.add_argument("--old", type=float)
args = parser.parse_args()
for epoch in range(args.epochs):
    print(f"epoch {epoch} train_loss={loss:.4f} val_accuracy={accuracy:.4f}")
`;

const click = `
@click.command()
@click.option("--alpha", default=0.5, type=click.FLOAT)
@click.option("--kind", type=click.Choice(["a", "b"]))
@click.option("--shuffle/--no-shuffle", default=True)
def main(alpha, kind, shuffle): print("score:", 1)
`;

const parseArgs = `
import { parseArgs } from 'node:util';
const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '0.01' },
    'hidden-units': { type: 'string', default: '64' },
    verbose: { type: 'boolean' },
  },
});
console.log(JSON.stringify({ loss: 1 }));
`;

const commander = `
program.option('-r, --rate <number>', 'the rate', parseFloat, 0.1).option('--fast', 'quickly');
console.log(\`error=\${error}\`);
`;

const shell = `#!/bin/bash
# --not-this
level=\${level:-6}
while [ $# -gt 0 ]; do case $1 in --level) level=$2; shift 2;; --help) exit;; esac; done
echo "bytes=$(wc -c < out.gz)"
`;

describe('what a script tells', () => {
  it('by argparse', () => {
    const draft = draftFor('train.py', argparse, {});
    expect(draft.command).toEqual([
      ...['python3', 'train.py', '--lr', '{lr}', '--layers', '{layers}', '--batch-size', '{batch_size}'],
      ...['--optimizer', '{optimizer}', '--dropout', '{dropout}', '--epochs', '{epochs}', '--seed', '{seed}'],
    ]);
    expect(draft.space).toEqual({
      lr: { float: [1e-5, 0.1], log: true, default: 1e-3 },
      layers: { int: [1, 8], default: 2 },
      batch_size: { ordinal: [8, 16, 32, 64, 128], default: 32 },
      optimizer: { categorical: ['sgd', 'adam'], default: 'adam' },
      dropout: { float: [0, 0.7], default: 0.1 },
    });
    expect(draft.fidelity).toEqual({ epochs: 10 });
    expect(draft.leftOut.map(({ flag }) => flag)).toEqual(['--data-dir', '--amp']);
    expect([draft.direction, draft.metric]).toEqual(['maximize', 'val_accuracy']);
  });

  it('by click', () => {
    const draft = draftFor('main.py', click, {});
    expect(draft.space).toEqual({
      alpha: { float: [0.005, 50], log: true, default: 0.5 },
      kind: { categorical: ['a', 'b'] },
    });
    expect([draft.direction, draft.metric]).toEqual(['maximize', 'score']);
  });

  it('by parseArgs and commander', () => {
    expect(draftFor('a.mjs', parseArgs, {}).space).toEqual({
      rate: { float: [0.0001, 1], log: true, default: 0.01 },
      hidden_units: { ordinal: [16, 32, 64, 128, 256], default: 64 },
    });
    const draft = draftFor('b.ts', commander, {});
    expect(draft.space).toEqual({ rate: { float: [0.001, 10], log: true, default: 0.1 } });
    expect([draft.direction, draft.metric]).toEqual(['minimize', 'error']);
  });

  it('by the flags of a shell script', () => {
    const draft = draftFor('pack.sh', shell, {});
    expect(draft.command).toEqual(['bash', 'pack.sh', '--level', '{level}']);
    expect(draft.space).toEqual({ level: { int: [1, 24], log: true, default: 6 } });
    expect([draft.direction, draft.metric]).toEqual(['minimize', 'bytes']);
  });

  it('by the parameters that an objective module uses', () => {
    const module = 'export default ({ params: { x, kind } }) => x + params.depth;\n';
    expect(draftFor('objective.ts', module, { minimize: 'loss' })).toMatchObject({
      module: './objective.ts',
      space: { x: {}, kind: {}, depth: {} },
    });
  });

  it('prefers metrics of held-out data', () => {
    expect(printedMetrics('print(f"train_acc={a} loss={b} test_acc: {c}")')[0]).toBe('test_acc');
    expect(printedMetrics('x = "loss={b}"')).toEqual([]);
  });
});

describe('tunewright init', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => folder.remove());

  it('writes a study file that runs', () => {
    folder.write('main.py', `${argparse.replace(/for epoch[\s\S]*/, '')}print(f"val_accuracy: {args.lr}")\n`);
    const { code, stdout } = folder.run(['init', 'main.py', '--trials', '3']);
    expect(code).toBe(0);
    expect(stdout).toContain('left out --amp: a switch');
    const text = readFileSync(join(folder.path, 'study.yaml'), 'utf8');
    expect(text).toMatch(/^# yaml-language-server: \$schema=\S+schema\/study\.json\n/);
    expect(readStudyFile(text, 'study.yaml').budget.trials).toBe(3);
    expect(folder.json('run', 'study.yaml')).toMatchObject({ status: 'finished', trials: 3 });
  });

  it('replaces nothing unless told to, and says what it needs', () => {
    folder.write('main.py', 'print("nothing")\n');
    folder.write('study.yaml', 'mine');
    expect(folder.run(['init', 'main.py']).stderr).toContain('study.yaml exists already');
    expect(folder.run(['init', 'main.py', '--force']).stderr).toContain('does not show what it prints');
    expect(folder.run(['init', 'main.py', '--force', '--minimize', 'l']).stderr).toContain('shows no option');
    expect(folder.run(['init', '-o', 'new.yaml']).stderr).toContain('no script is given');
    expect(readFileSync(join(folder.path, 'study.yaml'), 'utf8')).toBe('mine');
  });
});
