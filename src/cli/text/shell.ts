/** One argument as a POSIX shell reads it back; control characters as escapes in $'...', so that a terminal obeys none. */
function quoted(argument: string): string {
  if (/\p{Cc}/u.test(argument)) return `$'${argument.replace(/[\\'\p{Cc}]/gu, escaped)}'`;
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code === 10) return '\\n';
  if (char === '\\' || char === "'") return `\\${char}`;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A command line to copy. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(quoted).join(' ');
}
