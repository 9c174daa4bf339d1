/**
 * Brings what the tests need and npm does not: Debian's Chromium (when it may install packages) and a Python
 * environment with scikit-learn. What cannot be had is said in one line; the tests that need it are then skipped.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { chromiumPath, onCI, root } from '../test/support/machine.ts';

function runs(command: string, ...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const result = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env, encoding: 'utf8' });
  if (result.status !== 0)
    console.error(result.stderr?.split('\n').slice(-5).join('\n') ?? result.error?.message);
  return result.status === 0;
}

function chromium(): boolean {
  if (chromiumPath() !== undefined) return true;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.log('tests: installing Chromium from the Debian packages (once)');
  return runs('apt-get', 'update') && runs('apt-get', 'install', '-y', '--no-install-recommends', 'chromium');
}

function python(): boolean {
  const requirements = resolve(root, 'test', 'requirements.txt');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const stamp = resolve(root, '.venv', 'requirements.sha256');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  console.log('tests: making .venv with scikit-learn (once)');
  const venv = resolve(root, '.venv');
  const ready =
    runs('python3', '-m', 'venv', venv) &&
    runs(resolve(venv, 'bin', 'pip'), 'install', '-q', '--disable-pip-version-check', '-r', requirements);
  if (ready) writeFileSync(stamp, wanted);
  return ready;
}

const missing = [
  chromium() ? [] : ['Chromium (apt-get install chromium, or set CHROMIUM)'],
  python() ? [] : ['Python 3 with venv and pip'],
].flat();
if (missing.length > 0) {
  console.log(`tests: not here, so their tests are skipped: ${missing.join('; ')}`);
  if (onCI) process.exit(1);
}
