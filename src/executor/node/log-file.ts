import { closeSync, openSync, writeSync } from 'node:fs';

export interface LogLimits {
  /** Bytes kept from the beginning. @defaultValue 16 MiB */
  readonly headBytes?: number;
  /** Bytes kept from the end, once the beginning is full. @defaultValue 1 MiB */
  readonly tailBytes?: number;
}

/**
 * What a program printed, byte for byte: all of it, or its first and last part with a line between that says how much
 * is missing. The file appears with the first byte. A full disk loses the log, never the evaluation. Writes are
 * synchronous: into the page cache that is ten times faster than a trip to the thread pool, and their sum is bounded.
 */
export class LogFile {
  readonly #path: string;
  readonly #append: boolean;
  readonly #head: number;
  readonly #tail: number;
  #file: number | undefined;
  #lost = false;
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
      this.#put(part);
    }
    if (chunk.length > room) this.#keep(room > 0 ? chunk.subarray(room) : chunk);
  }

  close(): void {
    if (this.#dropped > 0) this.#put(Buffer.from(`\n[tunewright: ${this.#dropped} bytes dropped here]\n`));
    for (const chunk of this.#last) this.#put(chunk);
    this.#last = [];
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #put(bytes: Buffer): void {
    if (this.#lost) return;
    try {
      this.#file ??= openSync(this.#path, this.#append ? 'a' : 'w');
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    } catch {
      this.#lost = true;
    }
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
