import type { Command } from 'commander';
import type { Study } from '../study/study.ts';
import { exit } from './exit.ts';
import { type StudyOptions, studyOptions } from './locate.ts';
import { withOpenStudy } from './open-study.ts';
import { standardOutput } from './output.ts';

interface Options extends StudyOptions {
  readonly reason?: string;
}

export function defineControl(command: Command, about: string): void {
  studyOptions(command.argument('[study]', 'name or file of the study'))
    .option('-r, --reason <text>', 'why, for those who look at it later')
    .addHelpText('after', `\n${about}`);
}

/** Tells every process that works on the study; each sees it within a quarter of a second. */
export async function runControl(
  command: Command,
  action: 'pause' | 'resume' | 'stop',
  said: (name: string, running: number) => string,
): Promise<number> {
  const options = command.opts<Options>();
  const [named = options.study] = command.args;
  const output = standardOutput(options);
  return withOpenStudy({ ...options, ...(named !== undefined && { study: named }) }, async (study: Study) => {
    await study[action](options.reason);
    const { state, name } = study;
    if (output.json) output.value({ name, state: state.control.state, reason: state.control.reason });
    else output.line(said(name, state.running));
    return exit.ok;
  });
}
