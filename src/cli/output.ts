import { type Style, styleFor } from './text/style.ts';

/** Standard output, as people, terminals and programs want it. */
export interface Output {
  readonly style: Style;
  /** True when the answer is to be JSON. */
  readonly json: boolean;
  readonly terminal: boolean;
  /** Columns of the terminal; Infinity when it is none. */
  readonly width: number;
  line(text?: string): void;
  lines(texts: readonly string[]): void;
  /** One JSON value; Infinity and NaN, which JSON lacks, become text. */
  value(value: unknown): void;
}

export function standardOutput(options: { readonly json?: boolean | undefined } = {}): Output {
  const { stdout } = process;
  const terminal = stdout.isTTY === true;
  return {
    style: styleFor(stdout),
    json: options.json === true,
    terminal,
    get width() {
      return terminal ? Math.max(20, stdout.columns ?? 80) : Number.POSITIVE_INFINITY;
    },
    line: (text = '') => void stdout.write(`${text}\n`),
    lines: (texts) => void (texts.length > 0 && stdout.write(`${texts.join('\n')}\n`)),
    value: (value) => void stdout.write(`${jsonText(value)}\n`),
  };
}

export function jsonText(value: unknown, indent = 2): string {
  return JSON.stringify(
    value,
    (_, inner: unknown) => (typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner),
    indent,
  );
}

/** A reader that went away (`trials | head`) is no error: there is nothing left to do. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
}
