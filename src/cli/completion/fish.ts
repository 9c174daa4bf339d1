import type { CommandWords } from './words.ts';

export function fishScript(commands: readonly CommandWords[]): string {
  const names = commands.map(
    ({ name, summary }) =>
      `complete -c tunewright -n __fish_use_subcommand -f -a ${quote(name)} -d ${quote(summary)}`,
  );
  const options = commands.flatMap(({ name, options }) =>
    options.map(({ long, short, about, takesValue, choices }) =>
      [
        `complete -c tunewright -n ${quote(`__fish_seen_subcommand_from ${name}`)} -l ${long.slice(2)}`,
        ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
        ...(takesValue ? ['-r'] : []),
        ...(choices.length > 0 ? [`-f -a ${quote(choices.join(' '))}`] : []),
        `-d ${quote(about)}`,
      ].join(' '),
    ),
  );
  return `# tunewright completion for fish: tunewright completion fish > ~/.config/fish/completions/tunewright.fish
${[...names, ...options].join('\n')}
`;
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
