import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../harness/cache.ts';
import { bench, root } from '../harness/paths.ts';

/** Peers and the environment of `bench/requirements` each runs in. */
export const peers: { readonly [system: string]: string } = {
  random: 'quality',
  'optuna-tpe': 'quality',
  'optuna-gp': 'quality',
  'optuna-hyperband': 'quality',
  'optuna-median': 'quality',
  'syne-asha': 'fidelity-syne',
  'syne-bohb': 'fidelity-syne',
  'syne-bore': 'fidelity-syne',
  'syne-cqr': 'fidelity-syne',
  smac: 'fidelity-smac',
  dehb: 'fidelity-smac',
  'ray-asha': 'fidelity-ray',
};

/** Systems that give every configuration the full fidelity. */
export const unstopped: readonly string[] = ['random', 'optuna-tpe', 'optuna-gp', 'tunewright-single'];

/** `tunewright-SCHEDULER` or `tunewright-SCHEDULER-SAMPLER`; undefined for peers. */
export function ours(system: string): { scheduler: string; sampler: string } | undefined {
  const [name, scheduler = 'auto', sampler = 'auto'] = system.split('-');
  return name === 'tunewright' ? { scheduler, sampler } : undefined;
}

/** What a cached trace depends on: the simulation, and ours by its sources, a peer by its set-up and pinned versions. */
export function versionOf(system: string): string {
  const read = (...path: string[]): string => readFileSync(join(bench, ...path), 'utf8');
  const common = ['simulate.ts', 'incumbent.ts', 'problems.py'].map((file) => read('fidelity', file));
  if (ours(system) !== undefined) {
    const folders = ['math', 'space', 'trial', 'model', 'sampler', 'scheduler', 'study'].map(
      (name) => `src/${name}`,
    );
    const git = (...args: string[]): string =>
      execFileSync('git', [...args, ...folders], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
    return digestOf(...common, read('fidelity', 'ours.ts'), git('ls-files', '-s'), git('diff', 'HEAD', '--'));
  }
  const setUp = readdirSync(join(bench, 'fidelity', 'peers')).filter((file) => file.endsWith('.py'));
  return digestOf(
    ...common,
    ...setUp.map((file) => read('fidelity', 'peers', file)),
    read('requirements', `${peers[system]!}.txt`),
  );
}
