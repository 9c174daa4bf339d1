/** One argument as a POSIX shell reads it back. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** A command line to copy. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(quoted).join(' ');
}
