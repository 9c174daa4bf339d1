import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openStudy } from '../../src/node.ts';

const command = ['/bin/echo', 'loss=0.5'] as const;

/**
 * Wall milliseconds per trial of a whole durable study of a trivial program, one at a time, over spawning the same program and
 * reading its output with nothing around it.
 */
export async function spawnOverhead(
  folder: string,
  trials: number,
): Promise<{ bareMs: number; overMs: number }> {
  const study = await openStudy(
    {
      name: 'spawn',
      command: [...command],
      space: { x: { float: [0, 1] } },
      objective: { minimize: 'loss' },
      budget: { trials },
      sampler: 'random',
      seed: 1,
    },
    { storage: join(folder, 'spawn.db'), folder },
  );
  await bare();
  let began = performance.now();
  await study.optimize();
  const ours = (performance.now() - began) / trials;
  await study.close();
  began = performance.now();
  for (let i = 0; i < trials; i++) await bare();
  const bareMs = (performance.now() - began) / trials;
  return { bareMs, overMs: ours - bareMs };
}

function bare(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0], [command[1]], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', () => {});
    child.stderr.on('data', () => {});
    child.on('error', reject);
    child.on('close', () => resolve());
  });
}
