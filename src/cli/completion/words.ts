import { Command } from 'commander';
import type { CommandEntry } from '../command-module.ts';

/** What the shell is to know of one subcommand. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
}

export interface OptionWords {
  readonly long: string;
  readonly short: string | undefined;
  readonly about: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** The options of every subcommand, as each defines them. */
export async function commandWords(entries: readonly CommandEntry[]): Promise<readonly CommandWords[]> {
  return Promise.all(
    entries.map(async ({ name, summary, load }) => {
      const command = new Command(name).helpOption('-h, --help', 'show help');
      (await load()).define(command);
      const options = command.createHelp().visibleOptions(command);
      return {
        name,
        summary,
        options: options.map((option) => ({
          long: option.long ?? '',
          short: option.short,
          about: option.description,
          takesValue: option.required || option.optional,
          choices: option.argChoices ?? [],
        })),
      };
    }),
  );
}
