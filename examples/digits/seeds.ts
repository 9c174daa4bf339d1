// Repeats the whole search with ten seeds. Run: node examples/digits/seeds.ts (some minutes)
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStudy, readStudyFile } from 'tunewright';

const file = join(import.meta.dirname, 'study.yaml');
const definition = readStudyFile(await readFile(file, 'utf8'), file);
const kept = await mkdtemp(join(tmpdir(), 'digits-'));
const tuned: number[] = [];
const untuned: number[] = [];

console.log('seed  seconds  validation   test  default');
for (let seed = 1; seed <= 10; seed++) {
  const began = Date.now();
  const storage = join(kept, `seed-${seed}.db`);
  const study = await openStudy({ ...definition, seed }, { folder: import.meta.dirname, storage });
  await study.optimize();
  const seconds = Math.round((Date.now() - began) / 1000);
  const { search, holdout } = study.verdict()?.report ?? {};
  if (search === undefined || holdout === undefined) throw new Error('The study did not come to its end.');
  tuned.push(holdout.value);
  untuned.push(holdout.default ?? holdout.value);
  console.log(row(seed, seconds, search.value, tuned.at(-1)!, untuned.at(-1)!));
  await study.close();
}
console.log(`\nmean test accuracy ${mean(tuned).toFixed(4)} (default setting ${mean(untuned).toFixed(4)})`);
await rm(kept, { recursive: true });

function row(seed: number, seconds: number, ...shares: number[]): string {
  const numbers = shares.map((share) => share.toFixed(4).padStart(8));
  return `${String(seed).padStart(4)}  ${String(seconds).padStart(7)}    ${numbers.join(' ')}`;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
