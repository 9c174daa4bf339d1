const longestLine = 16_384;

/**
 * Cuts text that comes in pieces into lines. A line that ended in a carriage return alone was redrawn by the next
 * one. Only the first 16,384 characters of a line are kept, and text in which nothing can be of interest is skipped
 * whole, so a gigabyte of output costs little and holds no memory.
 */
export class LineSplitter {
  readonly #onLine: (line: string, redrawn: boolean) => void;
  readonly #interesting: RegExp | undefined;
  #pending = '';
  /** A line that ended in \r, while it is open whether \n follows. */
  #held: string | undefined;

  constructor(onLine: (line: string, redrawn: boolean) => void, interesting?: RegExp) {
    this.#onLine = onLine;
    this.#interesting = interesting;
  }

  push(text: string): void {
    const first = this.#interesting?.test(text) === false ? text.search(/[\r\n]/) : -1;
    const last = first < 0 ? -1 : Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    if (last > first) {
      this.#split(text.slice(0, first + 1));
      this.#release(true);
      this.#keep(text.slice(last + 1));
    } else {
      this.#split(text);
    }
  }

  end(): void {
    this.#release(true);
    if (this.#pending !== '') this.#onLine(this.#pending, false);
    this.#pending = '';
  }

  #split(text: string): void {
    let from = 0;
    while (from < text.length) {
      if (this.#held !== undefined) {
        const crlf = text.charCodeAt(from) === 10;
        this.#release(!crlf);
        if (crlf) from += 1;
      }
      const newline = text.indexOf('\n', from);
      const end = newline < 0 ? text.length : newline;
      const carriage = text.slice(from, end).indexOf('\r');
      if (carriage >= 0) {
        this.#keep(text.slice(from, from + carriage));
        this.#held = this.#pending;
        from += carriage + 1;
      } else {
        this.#keep(text.slice(from, end));
        if (newline < 0) return;
        this.#onLine(this.#pending, false);
        from = end + 1;
      }
      this.#pending = '';
    }
  }

  #keep(text: string): void {
    const room = longestLine - this.#pending.length;
    if (room > 0) this.#pending += text.length > room ? text.slice(0, room) : text;
  }

  #release(redrawn: boolean): void {
    const line = this.#held;
    this.#held = undefined;
    if (line !== undefined) this.#onLine(line, redrawn);
  }
}

const esc = String.fromCharCode(27);
const ansi = new RegExp(
  `${esc}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\u0007${esc}]*(?:\\u0007|${esc}\\\\)|[@-Z\\\\-_])`,
  'g',
);

/** The line without colours, cursor movements, backspaces and other control characters. */
export function plainLine(line: string): string {
  const text = line.includes(esc) ? line.replace(ansi, '') : line;
  return text.replaceAll('\b', '').replaceAll('\0', '');
}
