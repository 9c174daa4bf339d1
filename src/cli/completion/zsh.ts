import type { CommandWords, OptionWords } from './words.ts';

export function zshScript(commands: readonly CommandWords[]): string {
  const cases = commands.map(
    ({ name, options }) =>
      `    ${name})\n      _arguments -S ${options.map(specOf).join(' ')} '*:file:_files' ;;`,
  );
  return `#compdef tunewright
# tunewright completion for zsh: add  eval "$(tunewright completion zsh)"  to ~/.zshrc, after compinit
_tunewright() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=\${words[2]}
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _tunewright tunewright
`;
}

function specOf({ long, about, takesValue, choices }: OptionWords): string {
  const explained = `[${about.replace(/[[\]:\\]/g, '\\$&')}]`;
  const value = choices.length > 0 ? `:value:(${choices.join(' ')})` : takesValue ? ':value:_files' : '';
  return quote(`*${long}${explained}${value}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
