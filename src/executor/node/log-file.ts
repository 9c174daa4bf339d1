import { createWriteStream, type WriteStream } from 'node:fs';

export interface LogLimits {
  /** Bytes kept from the beginning. @defaultValue 16 MiB */
  readonly headBytes?: number;
  /** Bytes kept from the end, once the beginning is full. @defaultValue 1 MiB */
  readonly tailBytes?: number;
}

/**
 * What a program printed, byte for byte: all of it, or its first and last part with a line between that says how much
 * is missing. The file appears with the first byte. A full disk loses the log, never the evaluation.
 */
export class LogFile {
  readonly #path: string;
  readonly #append: boolean;
  readonly #head: number;
  readonly #tail: number;
  #stream: WriteStream | undefined;
  #written = 0;
  #dropped = 0;
  #last: Buffer[] = [];
  #lastBytes = 0;

  /** `append` keeps what an earlier attempt printed. */
  constructor(path: string, append: boolean, limits: LogLimits = {}) {
    this.#path = path;
    this.#append = append;
    this.#head = limits.headBytes ?? 16 * 1024 * 1024;
    this.#tail = limits.tailBytes ?? 1024 * 1024;
  }

  write(chunk: Buffer): void {
    const room = this.#head - this.#written;
    if (room > 0) {
      const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
      this.#written += part.length;
      this.#open().write(part);
    }
    if (chunk.length > room) this.#keep(room > 0 ? chunk.subarray(room) : chunk);
  }

  close(): Promise<void> {
    const stream = this.#stream;
    if (stream === undefined) return Promise.resolve();
    if (this.#dropped > 0) stream.write(`\n[tunewright: ${this.#dropped} bytes dropped here]\n`);
    for (const chunk of this.#last) stream.write(chunk);
    this.#last = [];
    return new Promise((resolve) => {
      stream.once('close', resolve);
      if (stream.closed) resolve();
      else stream.end();
    });
  }

  #open(): WriteStream {
    if (this.#stream === undefined) {
      this.#stream = createWriteStream(this.#path, { flags: this.#append ? 'a' : 'w' });
      this.#stream.on('error', () => {});
    }
    return this.#stream;
  }

  #keep(chunk: Buffer): void {
    this.#last.push(chunk);
    this.#lastBytes += chunk.length;
    while (this.#lastBytes > this.#tail) {
      const first = this.#last[0];
      if (first === undefined) return;
      const over = this.#lastBytes - this.#tail;
      if (first.length <= over) this.#last.shift();
      else this.#last[0] = first.subarray(over);
      const gone = Math.min(first.length, over);
      this.#lastBytes -= gone;
      this.#dropped += gone;
    }
  }
}
