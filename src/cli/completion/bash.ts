import type { CommandWords } from './words.ts';

export function bashScript(commands: readonly CommandWords[]): string {
  const cases = commands.map(({ name, options }) => {
    const words = options.flatMap(({ long, short }) => (short === undefined ? [long] : [long, short]));
    return `    ${name}) options=${quote(words.join(' '))} ;;`;
  });
  return `# tunewright completion for bash: add  eval "$(tunewright completion bash)"  to ~/.bashrc
_tunewright() {
  local current=\${COMP_WORDS[COMP_CWORD]} options=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quote(commands.map(({ name }) => name).join(' '))} -- "$current"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _tunewright tunewright
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
