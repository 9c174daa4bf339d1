/**
 * Makes docs/assets/run.svg, the picture in the README: runs the digits example in a terminal of 80 columns and keeps
 * what the screen really showed. Needs tmux. Run: npm run build && node scripts/picture.ts
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../test/support/machine.ts';
import { type Screen, terminalSvg } from './terminal-svg.ts';

const columns = 80;
const rows = 44;
const session = `tunewright-picture-${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), 'tunewright-picture-'));

const tmux = (...args: string[]): string => execFileSync('tmux', args, { encoding: 'utf8' });

function screen(): string[] {
  const lines = tmux('capture-pane', '-ep', '-t', session).split('\n');
  while (lines.length > 0 && stripVTControlCharacters(lines.at(-1)!).trim() === '') lines.pop();
  return lines;
}

cpSync(join(root, 'examples', 'digits'), folder, {
  recursive: true,
  filter: (path) => !path.includes('.db'),
});
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
mkdirSync(join(folder, 'node_modules'));
symlinkSync(root, join(folder, 'node_modules', 'tunewright'));
symlinkSync(join(root, 'bin', 'tunewright.js'), join(folder, 'tunewright'));
const prompt = '\\033[32m$\\033[0m ';
const script = [
  `export PATH=${dirname(process.execPath)}:$PWD:$PATH; clear`,
  `printf '${prompt}tunewright run study.yaml\\n'; tunewright run study.yaml`,
  `touch finished; sleep 60`,
].join('\n');
writeFileSync(join(folder, 'run.sh'), script);

const screens: Screen[] = [];
try {
  tmux(
    'new-session',
    '-d',
    '-c',
    folder,
    '-s',
    session,
    '-x',
    String(columns),
    '-y',
    String(rows),
    'bash',
    join(folder, 'run.sh'),
  );
  while (!existsSync(join(folder, 'finished'))) {
    await sleep(1000);
    screens.push({ lines: screen(), seconds: 1.2 });
  }
  await sleep(500);
  screens.push({ lines: screen(), seconds: 8 });
} finally {
  spawnSync('tmux', ['kill-session', '-t', session]);
  rmSync(folder, { recursive: true, force: true });
}
// Nine screens of the way and the last one.
const every = Math.max(1, Math.ceil((screens.length - 1) / 9));
const shown = screens.filter((_, index) => index === screens.length - 1 || index % every === 0);
mkdirSync(join(root, 'docs', 'assets'), { recursive: true });
writeFileSync(
  join(root, 'docs', 'assets', 'run.svg'),
  terminalSvg(shown, columns, 'A terminal in which Tunewright tunes a network that reads digits'),
);
console.log(`docs/assets/run.svg: ${shown.length} screens`);
