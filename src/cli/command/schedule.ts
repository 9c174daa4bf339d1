import type { Command } from 'commander';
import type { Step } from '../../study/schedule.ts';
import type { Metrics } from '../../trial/event.ts';
import { exit } from '../exit.ts';
import { type StudyOptions, studyOptions } from '../locate.ts';
import { whole } from '../numbers.ts';
import { withOpenStudy } from '../open-study.ts';
import { standardOutput } from '../output.ts';
import { shortNumber } from '../text/number.ts';
import { shortParams } from '../text/params.ts';
import { table } from '../text/table.ts';
import { printable } from '../text/width.ts';

export function define(command: Command): void {
  studyOptions(
    command.argument('[trial]', 'number of the trial (default: the best)', whole('trial')),
  ).addHelpText(
    'after',
    `
Which settings were in force from where to where, until the trial was reached: of a
population, those of the whole chain that it goes back to. A program that is trained
with them in this order does what the chain did.

Examples:
  tunewright schedule
  tunewright schedule 57 --json > schedule.json`,
  );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<StudyOptions>();
  const output = standardOutput(options);
  const [asked] = command.processedArgs as [number | undefined];
  return withOpenStudy(options, async (study) => {
    const trial = asked ?? study.best()?.number;
    if (trial === undefined) {
      if (output.json) output.value([]);
      else output.line('No trial has completed yet.');
      return exit.program;
    }
    const steps = study.schedule(trial);
    if (output.json) {
      output.value(steps.map(({ reason, ...step }) => ({ ...step, reason: reason ?? null })));
      return exit.ok;
    }
    const [objective] = study.definition.objectives;
    const metric = objective?.metric ?? '';
    const columns = [
      { title: 'trial', cell: (step: Step) => String(step.trial), align: 'right' as const },
      { title: 'from', cell: (step: Step) => amounts(step.from), align: 'right' as const },
      { title: 'to', cell: (step: Step) => amounts(step.to), align: 'right' as const },
      {
        title: printable(metric),
        cell: (step: Step) => shortNumber(step.metrics[metric] ?? Number.NaN),
        align: 'right' as const,
      },
      {
        title: 'parameters',
        cell: (step: Step) => shortParams(study.space.toFlat(study.state.row(step.trial))),
        shrinks: true,
      },
    ];
    output.lines(table<Step>(columns, steps as readonly Step[], output.style, output.width));
    return exit.ok;
  });
}

function amounts(metrics: Metrics): string {
  const parts = Object.entries(metrics).map(([name, amount]) => `${shortNumber(amount)} ${printable(name)}`);
  return parts.length === 0 ? 'start' : parts.join(', ');
}
