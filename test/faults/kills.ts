import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { leasedProcesses } from '../../src/executor/node/process/identity.ts';
import { type RandomStream, stream } from '../../src/math/random.ts';
import { loadStudy, sqliteStorage } from '../../src/node.ts';
import type { Event } from '../../src/trial/event.ts';

/** A program with a process of its own, of some tens of milliseconds. */
const program = `
[ "$2" = long ] && pause=0.0$((RANDOM % 90 + 10)) || pause=0.00$((RANDOM % 9 + 1))
sleep $pause &
wait
for epoch in $(seq 1 \${3:-0}); do
  echo "epoch=$epoch loss=$1"
  sleep 0.005
done
echo "loss=$1"
`;

export interface KillReport {
  readonly kills: number;
  readonly byTarget: { readonly [target: string]: number };
  /** Events of the log. */
  readonly events: readonly Event[];
  readonly trials: number;
  readonly anomalies: number;
  readonly open: number;
  readonly replay: { readonly exact: boolean; readonly suggestions: number };
  /** Processes of programs that still lived when the study was done. */
  readonly leftovers: number;
  /** Errors that a command wrote before it was done or killed. */
  readonly complaints: readonly string[];
}

/**
 * Kills commands and programs of one study, at random moments, with up to two commands at work; then lets it end.
 * @param kills - how often something is killed
 * @param trials - the budget, which the kills must not use up
 * @param sampler - 'random' in the process, any other one in a thread
 * @param scheduler - its name and options; by default every trial runs once
 */
export async function killing(
  kills: number,
  trials: number,
  seed: number,
  sampler = 'random',
  scheduler?: object,
): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'tunewright-kills-'));
  writeFileSync(join(folder, 'program.sh'), program);
  const random = stream(seed, 'kills');
  const commands: Command[] = [];
  const complaints: string[] = [];
  const byTarget: { [target: string]: number } = { command: 0, commands: 0, program: 0 };
  const living = (): Command[] => commands.filter(({ over }) => !over);
  const start = (): void => {
    commands.push(
      new Command(
        folder,
        [String(trials), sampler, ...(scheduler === undefined ? [] : [JSON.stringify(scheduler)])],
        complaints,
      ),
    );
  };
  try {
    let done = 0;
    while (done < kills) {
      while (living().length < (done % 3 === 0 ? 2 : 1)) start();
      await Promise.all(living().map((command) => command.working));
      await sleep(random.integer(250));
      const target = ['command', 'command', 'commands', 'program'][random.integer(4)]!;
      if (target === 'program') {
        const study = commands.find((command) => command.study !== '')?.study;
        if (study === undefined || !(await killProgram(study, random))) continue;
      } else {
        const victims = target === 'commands' ? living() : living().slice(0, 1);
        if (victims.length === 0) continue;
        await Promise.all(victims.map((command) => command.kill()));
        await opens(folder);
      }
      byTarget[target]!++;
      done++;
    }
    start();
    await Promise.all(living().map((command) => command.ended));
    return { kills: done, byTarget, complaints, ...(await inspect(folder)) };
  } finally {
    for (const command of living()) await command.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Kills some process of some program, as soon as there is one. */
async function killProgram(study: string, random: RandomStream): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const programs = (await leasedProcesses()).filter(({ leases }) =>
      leases.some((lease) => lease.study === study),
    );
    try {
      if (programs.length > 0) {
        process.kill(programs[random.integer(programs.length)]!.pid, 'SIGKILL');
        return true;
      }
    } catch {
      // Gone meanwhile.
    }
    await sleep(2);
  }
  return false;
}

/** One command at work on the study. */
class Command {
  over = false;
  study = '';
  readonly ended: Promise<void>;
  /** Resolves once it has opened the study, or is over. */
  readonly working: Promise<void>;
  readonly #child: ChildProcess;

  constructor(folder: string, settings: readonly string[], complaints: string[]) {
    const driver = join(import.meta.dirname, 'driver.ts');
    this.#child = spawn(process.execPath, [driver, folder, ...settings], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    this.#child.stderr!.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    this.ended = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => {
        this.over = true;
        if (errors !== '' || (signal === null && code !== 0)) complaints.push(`${code} ${errors}`);
        resolve();
      });
    });
    this.working = new Promise((resolve) => {
      this.#child.stdout!.once('data', (chunk: Buffer) => {
        this.study = chunk.toString().trim();
        resolve();
      });
      void this.ended.then(resolve);
    });
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}

/** What was acknowledged can be read after any kill. */
async function opens(folder: string): Promise<void> {
  const study = await loadStudy('kills', { folder });
  if (study.state.data.anomalyCount > 0) throw new Error(JSON.stringify(study.state.data.anomalies));
  await study.close();
}

async function inspect(folder: string): Promise<Omit<KillReport, 'kills' | 'byTarget' | 'complaints'>> {
  const study = await loadStudy('kills', { folder });
  const storage = await sqliteStorage(study.location);
  const events: Event[] = [];
  for await (const chunk of storage.read(study.id, 0)) events.push(...chunk);
  await storage.close();
  const { state } = study;
  const replay = await study.replay();
  const alive = await leasedProcesses();
  await study.close();
  return {
    events,
    trials: state.trialCount,
    anomalies: state.data.anomalyCount,
    open: state.open.size,
    replay,
    leftovers: alive.filter(({ leases }) => leases.some((lease) => lease.study === study.id)).length,
  };
}
