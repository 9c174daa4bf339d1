import { widthOf } from '../text/width.ts';

/** What a region draws on: standard output, or something that looks like it. */
export interface Terminal {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
/** Terminals that know it show a frame only when it is complete; others ignore it. */
const BEGIN_FRAME = '\x1b[?2026h';
const END_FRAME = '\x1b[?2026l';
const ERASE_TO_END_OF_LINE = '\x1b[K';
const ERASE_BELOW = '\x1b[J';

/**
 * A few lines at the bottom of a terminal that are drawn again and again, with lines above them that stay. The cursor is
 * always at the beginning of the line below, so that what others write there (`^C`) is erased by the next frame.
 */
export class LiveRegion {
  readonly #terminal: Terminal;
  #lines: readonly string[] = [];
  readonly #showCursor = (): void => void this.#terminal.write(SHOW_CURSOR);

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.write(HIDE_CURSOR);
    process.once('exit', this.#showCursor);
  }

  /** Lines must be narrower than the terminal; those that do not fit its height are left out from the end. */
  draw(lines: readonly string[]): void {
    this.#replace([], lines.slice(0, Math.max(1, (this.#terminal.rows ?? 24) - 1)));
  }

  /** Puts lines above the region that stay. */
  print(lines: readonly string[]): void {
    this.#replace(lines, this.#lines);
  }

  /** Takes the region away. */
  close(): void {
    this.#replace([], []);
    process.off('exit', this.#showCursor);
    this.#showCursor();
  }

  #replace(above: readonly string[], lines: readonly string[]): void {
    const up = this.#height();
    const begin = `${BEGIN_FRAME}${up > 0 ? `\x1b[${up}A` : ''}\r`;
    const text = [...above, ...lines].map((line) => `${line}${ERASE_TO_END_OF_LINE}\n`).join('');
    this.#terminal.write(`${begin}${text}${ERASE_BELOW}${END_FRAME}`);
    this.#lines = lines;
  }

  /** Rows that the last frame takes now: a terminal that became narrower has wrapped it. */
  #height(): number {
    const columns = Math.max(1, this.#terminal.columns ?? 80);
    return this.#lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
  }
}
