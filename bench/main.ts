/** `npm run bench -- NAME [--quick] [--json FILE] [--option value ...]` */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeMachine } from './harness/machine.ts';
import { page } from './harness/page.ts';
import { bench } from './harness/paths.ts';
import { pythonFor } from './harness/python.ts';
import type { Suite } from './harness/suite.ts';

const suites: { readonly [name: string]: () => Promise<{ suite: Suite }> } = {
  storage: () => import('./storage/suite.ts'),
  quality: () => import('./quality/suite.ts'),
  ablation: () => import('./ablation/suite.ts'),
  speed: () => import('./speed/suite.ts'),
  transfer: () => import('./transfer/suite.ts'),
  math: () => import('./math/suite.ts'),
  trust: () => import('./trust/suite.ts'),
  fidelity: () => import('./fidelity/suite.ts'),
  wait: () => import('./wait/suite.ts'),
};

const [name, ...rest] = process.argv.slice(2);
const load = name === undefined ? undefined : suites[name];
if (load === undefined) {
  console.error(
    `Which benchmark? npm run bench -- ${Object.keys(suites).join(' | ')} [--quick] [--json FILE]`,
  );
  process.exit(2);
}

const options = new Map<string, string>();
for (let i = 0; i < rest.length; i++) {
  const key = rest[i]!.replace(/^--/, '');
  const next = rest[i + 1];
  const takes = next !== undefined && !next.startsWith('--');
  options.set(key, takes ? next : 'true');
  if (takes) i++;
}

const log = (line: string): void => console.error(line);
const quick = options.get('quick') === 'true';
const { suite } = await load();
const findings = await suite.run({
  quick,
  options,
  log,
  python: async (requirements) => pythonFor(requirements, log),
});

const machine = describeMachine();
const date = new Date().toISOString();
const results = join(bench, 'results');
mkdirSync(results, { recursive: true });
const base = join(results, quick ? `${name}-quick` : name!);
const json = JSON.stringify({ benchmark: name, quick, date, machine, ...findings }, null, 1);
writeFileSync(options.get('json') ?? `${base}.json`, `${json}\n`);
writeFileSync(`${base}.html`, page(suite.title, date, machine, findings));

for (const table of findings.tables) {
  console.log(`\n${table.title}`);
  console.table(table.rows.map((row) => Object.fromEntries(row.map((cell, i) => [table.columns[i], cell]))));
}
for (const { name, target, measured, met } of findings.targets) {
  console.log(`${met ? 'met   ' : 'MISSED'} ${name}: ${measured} (target ${target})`);
}
for (const failure of findings.failures) console.log(`failure: ${failure}`);
console.log(`\n${base}.html`);
