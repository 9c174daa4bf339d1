import type { Command } from 'commander';
import { defineControl, runControl } from '../control.ts';

export function define(command: Command): void {
  defineControl(
    command,
    `A command that waits because of pause goes on. After stop, run the study again.

Example:
  tunewright resume`,
  );
}

export function run(command: Command): Promise<number> {
  return runControl(
    command,
    'resume',
    (name) => `${name} may go on. If nothing is working on it: tunewright run.`,
  );
}
