/**
 * The few things the core takes from whatever runs it (a browser, Node, a worker), declared by structure so
 * that the core compiles without Node's and the DOM's types.
 */

export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface AbortControllerLike {
  readonly signal: AbortSignalLike;
  abort(reason?: unknown): void;
}

/** Milliseconds since 1970-01-01 UTC, and timers. Passed as an argument wherever time matters. */
export interface Clock {
  now(): number;
  /**
   * Calls back once after `delayMs`; the returned function cancels. A `background` timer does not keep the process alive.
   */
  after(delayMs: number, callback: () => void, background?: boolean): () => void;
}

interface Globals {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new () => { decode(bytes: Uint8Array): string };
  readonly AbortController: new () => AbortControllerLike;
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
}

const globals = globalThis as unknown as Globals;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback, background = false) {
    const handle = globals.setTimeout(callback, delayMs);
    // Browsers' handles are numbers; there is no process to keep alive.
    if (background) (handle as { unref?(): void }).unref?.();
    return () => globals.clearTimeout(handle);
  },
};

export function abortController(): AbortControllerLike {
  return new globals.AbortController();
}

/** The part of WebAssembly that synchronous kernels need. */
export interface WebAssemblyLike {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

/** Undefined where the machine has none. */
export function webAssembly(): WebAssemblyLike | undefined {
  return (globalThis as unknown as { readonly WebAssembly?: WebAssemblyLike }).WebAssembly;
}

/** Text as bytes and back. A lone surrogate does not survive: escape it before. */
export const utf8: { encode(text: string): Uint8Array; decode(bytes: Uint8Array): string } = {
  encode: (text) => new globals.TextEncoder().encode(text),
  decode: (bytes) => new globals.TextDecoder().decode(bytes),
};
