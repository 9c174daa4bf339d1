import { groups } from './commands.ts';
import type { Style } from './text/style.ts';

/** The help of the command as a whole; each subcommand has its own. Loads nothing heavy. */
export function overview(style: Style): string {
  const width = Math.max(...groups.flatMap(([, list]) => list.map(({ name }) => name.length)));
  const sections = groups.map(([title, list]) =>
    [
      style.bold(title),
      ...list.map(({ name, summary }) => `  ${style.accent(name.padEnd(width))}  ${summary}`),
    ].join('\n'),
  );
  return `Tunewright finds the best settings of any program.

${style.bold('Usage')}  tunewright COMMAND [options]

${sections.join('\n\n')}

${style.bold('Examples')}
  tunewright init train.py                 # propose a study file for a script
  tunewright run study.yaml                # run it; Ctrl-C stops, the same command goes on
  tunewright best                          # the best setting so far
  tunewright run -p 'lr=float(1e-5, 0.1, log)' --maximize accuracy -- python train.py --lr {lr}

tunewright COMMAND --help tells more. --json gives JSON, --no-color plain text, --version the version.
`;
}
