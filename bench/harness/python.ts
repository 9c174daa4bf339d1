import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bench, cache } from './paths.ts';

/**
 * The Python of a virtual environment that holds exactly `bench/requirements/NAME.txt`; made once and again when
 * the file changes.
 */
export function pythonFor(name: string, log: (line: string) => void): string {
  const file = join(bench, 'requirements', `${name}.txt`);
  const wanted = createHash('sha256').update(readFileSync(file)).digest('hex');
  const venv = join(cache, `venv-${name}`);
  const stamp = join(venv, 'requirements.sha256');
  const python = join(venv, 'bin', 'python');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  log(`making ${venv} from ${file}`);
  mkdirSync(cache, { recursive: true });
  run('python3', ['-m', 'venv', '--clear', venv]);
  run(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', file]);
  writeFileSync(stamp, wanted);
  return python;
}

function run(command: string, args: readonly string[]): void {
  const result = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (result.status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed:\n${result.stderr ?? result.error}`);
}
