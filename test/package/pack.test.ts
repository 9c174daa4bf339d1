import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/machine.ts';

const folder = mkdtempSync(join(tmpdir(), 'tunewright-pack-'));
const app = join(folder, 'app');

/** The oldest supported and the current runtime, both from the npm package `node`. */
const runtimes = ['22.18.0', '24.21.0'] as const;
const nodeOf = (version: string): string =>
  join(folder, `node-${version}`, 'node_modules', 'node', 'bin', 'node');

const npm = (cwd: string, ...args: string[]): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

function bytesIn(path: string): number {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

const script = `
import { openStudy } from 'tunewright';
const study = await openStudy({
  name: 'packed',
  space: { x: { float: [-5, 5] }, kind: { categorical: ['a', 'b'] } },
  objective: { minimize: 'loss' },
  budget: { trials: 12 },
  seed: 1,
});
await study.optimize((trial) => trial.params.x ** 2 + (trial.params.kind === 'a' ? 1 : 0));
const best = study.best();
console.log(JSON.stringify({ trials: study.trials().length, loss: best.metrics.loss }));
await study.close();
`;

beforeAll(() => {
  const [packed] = JSON.parse(npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder));
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "name": "app", "private": true, "type": "module" }');
  npm(app, 'install', '--no-audit', '--no-fund', join(folder, packed.filename));
  for (const version of runtimes) {
    mkdirSync(join(folder, `node-${version}`));
    writeFileSync(join(folder, `node-${version}`, 'package.json'), '{ "private": true }');
    npm(join(folder, `node-${version}`), 'install', '--no-audit', '--no-fund', `node@${version}`);
  }
  writeFileSync(join(app, 'packed.mjs'), script);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed package in an empty folder', () => {
  it('installs under 60 MB', () => {
    const megabytes = bytesIn(join(app, 'node_modules')) / 1e6;
    expect(megabytes).toBeGreaterThan(1);
    expect(megabytes).toBeLessThan(60);
  });

  it.each(runtimes)('tunes a function on Node %s', (version) => {
    const result = spawnSync(nodeOf(version), ['packed.mjs'], { cwd: app, encoding: 'utf8' });
    expect(result.stderr).toBe('');
    const found = JSON.parse(result.stdout);
    expect(found.trials).toBe(12);
    expect(found.loss).toBeLessThan(25);
  });

  it.each(runtimes)('tunes a program on Node %s, and shows the best', (version) => {
    const bin = join(app, 'node_modules', 'tunewright', 'bin', 'tunewright.js');
    const storage = join(app, `flags-${version}.db`);
    const args = [
      'run',
      '--name',
      'flags',
      '-p',
      'x=float(0, 1)',
      '--minimize',
      'loss',
      '--trials',
      '4',
      '--seed',
      '3',
    ];
    const run = spawnSync(nodeOf(version), [bin, ...args, '--storage', storage, '--', 'echo', 'loss={x}'], {
      cwd: app,
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    const best = spawnSync(nodeOf(version), [bin, 'best', '--storage', storage, '--json'], {
      cwd: app,
      encoding: 'utf8',
    });
    expect(best.status).toBe(0);
    expect(JSON.parse(best.stdout)).toMatchObject({ params: { x: expect.any(Number) } });
  });

  it('tells an older Node in one line', () => {
    const old = spawnSync('/usr/bin/env', ['bash', '-lc', 'command -v node'], {
      encoding: 'utf8',
    }).stdout.trim();
    const version = spawnSync(old, ['--version'], { encoding: 'utf8' }).stdout.trim();
    if (!/^v(1\d|20|21)\./.test(version)) return;
    const bin = join(app, 'node_modules', 'tunewright', 'bin', 'tunewright.js');
    const result = spawnSync(old, [bin, '--version'], { encoding: 'utf8' });
    expect(result.status).not.toBe(0);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(result.stderr).toContain('22.18');
  });
});

describe('the published shape', () => {
  const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

  it('is clean for publint', () => {
    const result = spawnSync(bin('publint'), ['--strict'], { cwd: root, encoding: 'utf8' });
    expect(result.stdout + result.stderr).toContain('All good');
  });

  it('is clean for are-the-types-wrong', () => {
    const result = spawnSync(bin('attw'), ['--pack', '.', '--profile', 'esm-only', '--no-emoji'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(result.stdout).toContain('tunewright/testing');
    expect(result.stdout).not.toMatch(
      /(?<!\(ignored\) )(Resolution failed|Masquerading|Internal resolution error)/,
    );
    expect(result.status).toBe(0);
  });
});
