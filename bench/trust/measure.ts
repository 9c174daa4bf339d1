import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bench, cache } from '../harness/paths.ts';

/** Measures further worlds for so many seconds and packs all there are. What was measured before is kept. */
export function measureWorlds(python: string, seconds: number): void {
  const folder = join(cache, 'trust-worlds');
  for (const args of [
    ['worlds.py', folder, String(seconds)],
    ['pack.py', folder],
  ]) {
    const { status } = spawnSync(python, args, { cwd: join(bench, 'trust'), stdio: 'inherit' });
    if (status !== 0) throw new Error(`${args.join(' ')} failed`);
  }
}
