import { suggestion } from '../space/nearest.ts';
import { show } from '../space/problem.ts';
import { version } from '../study/version.ts';
import type { CommandEntry } from './command-module.ts';
import { entries } from './commands.ts';
import { exit } from './exit.ts';
import { overview } from './help.ts';
import { endQuietlyOnClosedPipe } from './output.ts';
import { styleFor } from './text/style.ts';
import { usage, usageFault } from './usage.ts';

/** Runs the command line and ends the process with its exit code once everything is written. */
export async function main(argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  endQuietlyOnClosedPipe();
  try {
    process.exitCode = await answer(argv);
  } catch (error) {
    const { fail } = await import('./fail.ts');
    process.exitCode = fail(error);
  }
}

async function answer(argv: readonly string[]): Promise<number> {
  const words = argv.filter((word) => word !== '--no-color');
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const entry = name === 'help' ? find(rest[0]) : undefined;
    if (entry !== undefined) return runCommand(entry, ['--help'], []);
    process.stdout.write(overview(styleFor(process.stdout)));
    return name === undefined ? exit.input : exit.ok;
  }
  if (name === '--version' || name === '-V' || name === 'version') {
    process.stdout.write(`${version}\n`);
    return exit.ok;
  }
  const entry = find(name);
  if (entry === undefined) throw unknownCommand(name);
  const end = argv.indexOf('--');
  const own = (end < 0 ? argv : argv.slice(0, end)).filter((word) => word !== '--no-color');
  return runCommand(entry, own.slice(1), end < 0 ? [] : argv.slice(end + 1));
}

async function runCommand(
  entry: CommandEntry,
  argv: readonly string[],
  rest: readonly string[],
): Promise<number> {
  const [{ Command, CommanderError }, { define, run }] = await Promise.all([
    import('commander'),
    entry.load(),
  ]);
  const command = new Command(`tunewright ${entry.name}`)
    .description(entry.summary)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .helpOption('-h, --help', 'show this help');
  define(command);
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exit.ok;
    throw usageFault(error.message, entry.name);
  }
  return run(command, rest, entries);
}

function find(name: string | undefined): CommandEntry | undefined {
  return entries.find((entry) => entry.name === name);
}

function unknownCommand(name: string): Error {
  const names = entries.map((entry) => entry.name);
  const file = /\.(ya?ml|json)$/i.test(name);
  return usage(
    `there is no command ${show(name)}.${suggestion(name, names)}`,
    file ? `Write: tunewright run ${name}.` : `The commands are ${names.join(', ')}.`,
  );
}
