import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bench, root } from '../harness/paths.ts';
import { digestOf } from './cache.ts';
import type { ProblemDescription } from './protocol.ts';

/** A peer: the environment it lives in, the module of `peers/` that drives it, and what it cannot do. */
export interface System {
  /** `bench/requirements/NAME.txt`. */
  readonly requirements: string;
  readonly module: string;
  /** Whether it takes bounds on metrics. */
  readonly limits: boolean;
  readonly objectives: 'one' | 'several' | 'any';
  /** Most seeds a problem, where a run takes minutes. */
  readonly seeds?: number;
}

const smac = {
  requirements: 'quality-smac',
  module: 'smac_facades',
  limits: false,
  objectives: 'one',
} as const;
const optuna = { requirements: 'quality', module: 'optuna_samplers' } as const;

export const peers: { readonly [system: string]: System } = {
  random: { requirements: 'quality', module: 'uniform', limits: true, objectives: 'any' },
  sobol: { ...optuna, limits: true, objectives: 'any' },
  'optuna-tpe': { ...optuna, limits: true, objectives: 'any' },
  'optuna-tpe-group': { ...optuna, limits: true, objectives: 'any' },
  'optuna-gp': { ...optuna, limits: true, objectives: 'any' },
  'optuna-cma': { ...optuna, limits: false, objectives: 'one' },
  'optuna-nsga2': { ...optuna, limits: true, objectives: 'several' },
  'hyperopt-tpe': {
    requirements: 'quality-hyperopt',
    module: 'hyperopt_tpe',
    limits: false,
    objectives: 'one',
  },
  nevergrad: {
    requirements: 'quality-nevergrad',
    module: 'nevergrad_ngopt',
    limits: true,
    objectives: 'any',
  },
  'smac-hpo': { ...smac, seeds: 3 },
  'smac-blackbox': { ...smac, seeds: 2 },
  hebo: { requirements: 'quality-hebo', module: 'hebo_mace', limits: false, objectives: 'one', seeds: 2 },
  vizier: { requirements: 'quality-vizier', module: 'vizier_gp', limits: false, objectives: 'any', seeds: 2 },
  ax: { requirements: 'quality-ax', module: 'ax_client', limits: true, objectives: 'any', seeds: 2 },
};

/** The pinned version of what a peer's requirements file names first, such as `optuna==5.0.0`. */
export function pinOf(system: string): string | undefined {
  const peer = peers[system];
  if (peer === undefined) return undefined;
  const lines = readFileSync(join(bench, 'requirements', `${peer.requirements}.txt`), 'utf8').split('\n');
  return lines.find((line) => line !== '' && !line.startsWith('#'));
}

/** The name of a sampler of ours, or undefined for a peer. */
export function ownSampler(system: string): string | undefined {
  return /^tunewright-(.+)$/.exec(system)?.[1];
}

/** Whether a system can work on a problem at all. */
export function suits(system: string, problem: ProblemDescription): boolean {
  const peer = peers[system];
  if (peer === undefined) return true;
  if (problem.limits > 0 && !peer.limits) return false;
  return peer.objectives === 'any' || (peer.objectives === 'one') === (problem.objectives === 1);
}

const suggesting: readonly string[] = ['math', 'space', 'model', 'sampler', 'analysis/recommend'].map(
  (folder) => `src/${folder}`,
);

/**
 * What a system's traces on a family depend on: ours on every source that can change a suggestion, a peer on its pinned
 * requirements and its driver; both on the family's problems.
 */
export function versionOf(system: string, family: string): string {
  const read = (name: string): string => readFileSync(join(bench, name), 'utf8');
  const problems = [
    read('quality/families/problem.py'),
    read(`quality/families/${family}.py`),
    read('quality/spaces.py'),
  ];
  const peer = peers[system];
  if (peer !== undefined)
    return digestOf(
      ...problems,
      read(`requirements/${peer.requirements}.txt`),
      read(`quality/peers/${peer.module}.py`),
    );
  const git = (...args: string[]): string =>
    execFileSync('git', [...args, ...suggesting], { cwd: root, encoding: 'utf8' });
  return digestOf(...problems, git('ls-files', '-s'), git('diff', 'HEAD', '--'));
}
