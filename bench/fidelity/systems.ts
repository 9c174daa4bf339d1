import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../harness/cache.ts';
import { bench, root } from '../harness/paths.ts';

interface System {
  /** `bench/requirements/NAME.txt`. */
  readonly requirements: string;
  /** Module of `peers/` and what in it makes the tuner. */
  readonly module: string;
  readonly make: string;
  /** Most seeds a problem, where a run takes minutes. */
  readonly seeds?: number;
}

const optuna = { requirements: 'quality', module: 'with_optuna' } as const;
const syne = { requirements: 'fidelity-syne', module: 'with_syne' } as const;

export const peers: { readonly [system: string]: System } = {
  random: { requirements: 'quality', module: 'plain', make: 'Random' },
  'optuna-tpe': { ...optuna, make: 'tpe' },
  'optuna-gp': { ...optuna, make: 'gp' },
  'optuna-hyperband': { ...optuna, make: 'hyperband' },
  'optuna-median': { ...optuna, make: 'median' },
  'syne-asha': { ...syne, make: 'asha' },
  'syne-bohb': { ...syne, make: 'bohb' },
  'syne-bore': { ...syne, make: 'bore', seeds: 1 },
  'syne-cqr': { ...syne, make: 'cqr', seeds: 1 },
  smac: { requirements: 'fidelity-smac', module: 'with_smac', make: 'MultiFidelity', seeds: 2 },
  dehb: { requirements: 'fidelity-smac', module: 'with_dehb', make: 'Dehb' },
  'ray-asha': { requirements: 'fidelity-ray', module: 'with_ray', make: 'Asha' },
};

/** Systems that give every configuration the full fidelity. */
export const unstopped: readonly string[] = ['random', 'optuna-tpe', 'optuna-gp', 'tunewright-single'];

/** `tunewright-SCHEDULER` or `tunewright-SCHEDULER-SAMPLER`; undefined for peers. */
export function ours(system: string): { scheduler: string; sampler: string } | undefined {
  const [name, scheduler = 'auto', sampler = 'auto'] = system.split('-');
  return name === 'tunewright' ? { scheduler, sampler } : undefined;
}

const deciding: readonly string[] = ['math', 'space', 'trial', 'model', 'sampler', 'scheduler', 'study'].map(
  (folder) => `src/${folder}`,
);

/** What a trace depends on: the simulation, ours on the sources that decide, a peer on its set-up and pinned versions. */
export function versionOf(system: string): string {
  const read = (name: string): string => readFileSync(join(bench, name), 'utf8');
  const common = ['simulate.ts', 'problems.py'].map((file) => read(`fidelity/${file}`));
  const peer = peers[system];
  if (peer !== undefined)
    return digestOf(
      ...common,
      read(`requirements/${peer.requirements}.txt`),
      read(`fidelity/peers/stepwise.py`),
      read(`fidelity/peers/${peer.module}.py`),
    );
  const git = (...args: string[]): string =>
    execFileSync('git', [...args, ...deciding], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return digestOf(...common, read('fidelity/ours.ts'), git('ls-files', '-s'), git('diff', 'HEAD', '--'));
}
