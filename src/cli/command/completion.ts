import { Argument, type Command } from 'commander';
import type { CommandEntry } from '../command-module.ts';
import { bashScript } from '../completion/bash.ts';
import { fishScript } from '../completion/fish.ts';
import { type CommandWords, commandWords } from '../completion/words.ts';
import { zshScript } from '../completion/zsh.ts';
import { exit } from '../exit.ts';

const scripts: { readonly [shell: string]: (commands: readonly CommandWords[]) => string } = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export function define(command: Command): void {
  command.addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(scripts))).addHelpText(
    'after',
    `
Examples:
  eval "$(tunewright completion bash)"     # in ~/.bashrc
  eval "$(tunewright completion zsh)"      # in ~/.zshrc, after compinit
  tunewright completion fish > ~/.config/fish/completions/tunewright.fish`,
  );
}

export async function run(
  command: Command,
  _rest: readonly string[],
  all: readonly CommandEntry[],
): Promise<number> {
  const [shell] = command.processedArgs as [string];
  process.stdout.write(scripts[shell]?.(await commandWords(all)) ?? '');
  return exit.ok;
}
