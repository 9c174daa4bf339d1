import { webAssembly } from '../../platform.ts';
import { kernelBase64 } from './kernel.generated.ts';

/** Exports of `assembly/kernel.ts`; pointers are byte addresses in `memory`. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Makes room for as many bytes of scratch; returns its address, 0 if memory is short. */
  allocate(bytes: number): number;
  cholesky(a: number, n: number, ld: number): number;
  solveRows(l: number, n: number, ldl: number, x: number, m: number, ldx: number): void;
  inverse(l: number, x: number, c: number, n: number, ld: number): void;
  multiply(
    c: number,
    ldc: number,
    a: number,
    lda: number,
    b: number,
    ldb: number,
    m: number,
    n: number,
    k: number,
  ): void;
  place(
    u: number,
    precisions: number,
    table: number,
    z: number,
    masses: number,
    dims: number,
    size: number,
  ): void;
  squares(
    base: number,
    z: number,
    x: number,
    logs: number,
    rows: number,
    dims: number,
    size: number,
    pitch: number,
  ): void;
  sums(logs: number, rows: number, pitch: number, out: number): void;
  matern(
    k: number,
    t: number,
    ld: number,
    points: number,
    columns: number,
    weights: number,
    m: number,
    n: number,
    d: number,
    signal: number,
  ): void;
  dots(out: number, a: number, lda: number, b: number, ldb: number, m: number, n: number): void;
  maternSlopes(
    means: number,
    spreads: number,
    k: number,
    t: number,
    s: number,
    ld: number,
    alpha: number,
    points: number,
    columns: number,
    weights: number,
    m: number,
    n: number,
    d: number,
  ): void;
}

let loaded: Kernel | undefined | null = null;

/** The kernel, compiled at the first call; undefined where WebAssembly with SIMD is not to be had. */
export function kernel(): Kernel | undefined {
  if (loaded === null) loaded = load();
  return loaded;
}

function load(): Kernel | undefined {
  const wasm = webAssembly();
  if (wasm === undefined) return undefined;
  try {
    return new wasm.Instance(new wasm.Module(decodeBase64(kernelBase64))).exports as Kernel;
  } catch {
    return undefined;
  }
}

let owner: { readonly of: object; readonly address: number } | undefined;

/**
 * Makes room for as many bytes of scratch, which stay until the next claim.
 * @param of - whom {@link owns} is to know again
 * @returns its address, 0 if memory is short
 */
export function claim(k: Kernel, bytes: number, of?: object): number {
  const address = k.allocate(bytes);
  owner = of === undefined || address === 0 ? undefined : { of, address };
  return address;
}

/** The address of what was claimed, if nobody claimed anything since. */
export function owns(of: object): number | undefined {
  return owner?.of === of ? owner.address : undefined;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeBase64(text: string): Uint8Array {
  const bare = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((bare.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let length = 0;
  for (const letter of bare) {
    held = (held << 6) | alphabet.indexOf(letter);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = (held >> bits) & 255;
    }
  }
  return bytes;
}

/** Distance of rows in scratch: even, and no multiple of 128 bytes, so that columns spread over the cache. */
export function pitch(columns: number): number {
  return (((columns + 7) >> 3) | 1) << 3;
}

/** A view of `length` numbers at an address; stale after the next `allocate`. */
export function view(k: Kernel, address: number, length: number): Float64Array {
  return new Float64Array(k.memory.buffer, address, length);
}
