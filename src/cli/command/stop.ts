import type { Command } from 'commander';
import { defineControl, runControl } from '../control.ts';
import { counted } from '../text/number.ts';

export function define(command: Command): void {
  defineControl(
    command,
    `Every process that works on the study ends as after Ctrl-C; nothing acknowledged is lost.

Examples:
  tunewright stop
  tunewright stop study.yaml --reason 'good enough'`,
  );
}

export function run(command: Command): Promise<number> {
  return runControl(
    command,
    'stop',
    (name, running) =>
      `${name} is stopped${running > 0 ? `; ${counted(running, 'evaluation')} will end now` : ''}.`,
  );
}
