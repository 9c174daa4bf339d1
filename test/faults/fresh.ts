import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RandomStream, stream } from '../../src/math/random.ts';
import { loadStudy, sqliteStorage } from '../../src/node.ts';
import type { Event } from '../../src/trial/event.ts';

/** Scores depend on the split, and a run takes some tens of milliseconds. */
const program = `
sleep 0.0$((RANDOM % 6 + 2))
case $3 in locked) base=5 ;; *) base=$2 ;; esac
echo "loss=$base.\${1#*.}"
`;

export interface FreshReport {
  /** While what was run: the purpose of the last evaluation that had begun. */
  readonly kills: { readonly confirm: number; readonly holdout: number };
  /** One for each study that came to its end. */
  readonly studies: readonly {
    readonly events: readonly Event[];
    readonly recommended: number;
    readonly anomalies: number;
    readonly openings: number | undefined;
  }[];
}

/** Kills the command of studies while they confirm or read the holdout, so many times each, and lets them end. */
export async function killingFresh(kills: number, seed: number): Promise<FreshReport> {
  const random = stream(seed, 'fresh');
  const done = { confirm: 0, holdout: 0 };
  const studies: FreshReport['studies'][number][] = [];
  while (done.confirm < kills || done.holdout < kills) {
    const folder = mkdtempSync(join(tmpdir(), 'tunewright-fresh-'));
    writeFileSync(join(folder, 'program.sh'), program);
    try {
      for (;;) {
        const wanted = done.confirm < kills && random.integer(2) === 0 ? 'confirm' : 'holdout';
        const killed = await run(folder, done[wanted] < kills ? wanted : undefined, random);
        if (!killed) break;
        done[wanted]++;
      }
      studies.push(await inspect(folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { kills: done, studies };
}

/**
 * Runs the command, and kills it some time after an evaluation with a purpose has begun; without one lets it end.
 * @returns false when the study was done before
 */
async function run(folder: string, purpose: string | undefined, random: RandomStream): Promise<boolean> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fresh-driver.ts'), folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  let aimed = false;
  child.stdout.on('data', (chunk: Buffer) => {
    const words = chunk.toString().split('\n');
    if (aimed || purpose === undefined || !words.includes(purpose)) return;
    aimed = true;
    void sleep(random.integer(60)).then(() => child.kill('SIGKILL'));
  });
  const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.on('close', (exit, by) => resolve({ code: exit, signal: by })),
  );
  if (signal === null && code !== 0) throw new Error(errors);
  return signal === 'SIGKILL';
}

async function inspect(folder: string): Promise<FreshReport['studies'][number]> {
  const study = await loadStudy('fresh', { folder });
  const storage = await sqliteStorage(study.location);
  const events: Event[] = [];
  for await (const chunk of storage.read(study.id, 0)) events.push(...chunk);
  await storage.close();
  const recommended = study.recommend()?.best.trial ?? -1;
  const openings = study.verdict()?.report?.holdout?.openings;
  const anomalies = study.state.data.anomalyCount;
  await study.close();
  return { events, recommended, anomalies, openings };
}
