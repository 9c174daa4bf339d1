import pc from 'picocolors';

/** Colours by meaning. Without colour (NO_COLOR, no terminal, --no-color) they return the text itself. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly accent: (text: string) => string;
}

export function styleFor(stream: { readonly isTTY?: boolean }): Style {
  const { bold, dim, green, red, yellow, cyan } = pc.createColors(wantsColor(stream));
  return { bold, dim, good: green, bad: red, warn: yellow, accent: cyan };
}

/** NO_COLOR and --no-color win, then FORCE_COLOR, then whether the stream is a terminal that knows colours. */
function wantsColor(stream: { readonly isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if ((NO_COLOR !== undefined && NO_COLOR !== '') || process.argv.includes('--no-color')) return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && TERM !== 'dumb';
}
