import { execFile } from 'node:child_process';
import { hostname, platform, release } from 'node:os';
import { basename } from 'node:path';

/** What one run of the executor knows about its machine; asked once, while the first program runs. */
export interface Machine {
  readonly host: string;
  readonly system: string;
  readonly node: string;
  /** For example `Python 3.13.1`; of well-known interpreters only. */
  readonly program?: string;
  /** Commit of the folder that programs run in, with `+` when files differ from it. */
  readonly commit?: string;
}

/** Programs that answer `--version` at once and do nothing else. */
const interpreters = /^(python[\d.]*|node|bun|deno|ruby|perl|julia|Rscript|java|bash)$/;

function firstLine(file: string, args: readonly string[], cwd: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { cwd, timeout: 5000, encoding: 'utf8' as const };
    execFile(file, args, options, (error, stdout, stderr) => {
      resolve(error === null ? (stdout || stderr).split('\n', 1)[0]?.trim() : undefined);
    });
  });
}

async function commitOf(cwd: string): Promise<string | undefined> {
  const commit = await firstLine('git', ['rev-parse', 'HEAD'], cwd);
  if (commit === undefined) return undefined;
  const changed = await firstLine('git', ['status', '--porcelain', '--untracked-files=no'], cwd);
  return changed === '' ? commit : `${commit}+`;
}

/** Never rejects; what cannot be found out is left out. */
export async function describeMachine(program: string | undefined, cwd: string): Promise<Machine> {
  const asks = program !== undefined && interpreters.test(basename(program));
  const [commit, version] = await Promise.all([
    commitOf(cwd),
    asks ? firstLine(program, ['--version'], cwd) : undefined,
  ]);
  return {
    host: hostname(),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    ...(version === undefined ? {} : { program: version }),
    ...(commit === undefined ? {} : { commit }),
  };
}
