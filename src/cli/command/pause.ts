import type { Command } from 'commander';
import { defineControl, runControl } from '../control.ts';
import { counted } from '../text/number.ts';

export function define(command: Command): void {
  defineControl(
    command,
    `Nothing new starts, in any process that works on the study; what runs goes on to its end.

Examples:
  tunewright pause --reason 'the GPUs are needed'
  tunewright resume`,
  );
}

export function run(command: Command): Promise<number> {
  return runControl(
    command,
    'pause',
    (name, running) =>
      `${name} is paused${running > 0 ? `; ${counted(running, 'evaluation')} still running` : ''}. tunewright resume goes on.`,
  );
}
