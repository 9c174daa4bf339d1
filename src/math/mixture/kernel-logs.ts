import { normalCdf } from '../special/normal.ts';
import { claim, type Kernel, kernel } from '../wasm/kernel.ts';
import { plainPlace, plainSquares, plainSums } from './plain.ts';

/** Points as some columns of some rows of a larger table. */
export interface Points {
  /** In [0, 1] in the columns that count. */
  readonly table: Float64Array;
  /** Distance of rows. */
  readonly stride: number;
  /** Which columns, shape [dimensions]. */
  readonly columns: Int32Array;
  /** How many points. */
  readonly count: number;
  /** Their rows, shape [≥ count]; the first ones if not given. */
  readonly rows?: ArrayLike<number>;
}

/** Products of normal densities truncated to [0, 1], and one constant component behind them. */
export interface Kernels {
  readonly centres: Points;
  /** Standard deviations, > 0, by column. */
  readonly widths: Float64Array;
  /** Logs of what each component is multiplied by, the constant one last, shape [count + 1]. */
  readonly factors: Float64Array;
}

/**
 * Logs of kernels at points: component k of point i at start + i × pitch + k, the constant one at … + last; -∞ between.
 * Lies in shared scratch: use it up before any other large operation of `math/`.
 */
export interface KernelLogs {
  /** The caller may add to it. */
  readonly logs: Float64Array;
  readonly start: number;
  readonly count: number;
  readonly pitch: number;
  readonly last: number;
  /** Two numbers a point that are free, in `logs`. */
  readonly room: number;
  /** Address of `logs` in the WebAssembly kernel; undefined without it. */
  readonly address: number | undefined;
}

const halves = Float64Array.from({ length: 6 * 64 + 2 }, (_, i) => normalCdf(i / 64) - 0.5);
const logRoot = 0.5 * Math.log(2 * Math.PI);

/**
 * The log density of every component at every point.
 * @remarks O((points + 1) × components × dimensions). The mass inside [0, 1] comes from a table, absolute error below 1e-5. The
 * same bits with and without WebAssembly.
 */
export function kernelLogs({ centres, widths, factors }: Kernels, points: Points): KernelLogs {
  const size = centres.count;
  const { columns, count } = points;
  const dims = columns.length;
  const last = size + (size & 1);
  const pitch = last + 2;
  const padded = (count + 3) & ~3;
  const table = dims;
  const places = table + halves.length;
  const masses = places + size * dims;
  const base = masses + 2 * size;
  const pairs = base + pitch;
  const x = pairs + last * dims;
  const room = x + padded * dims;
  const start = room + 2 * padded;
  const { k, address, memory } = scratch(start + padded * pitch);
  for (let d = 0; d < dims; d++) memory[d] = 1 / widths[columns[d]!]!;
  memory.set(halves, table);
  gather(centres, memory, places);
  if (k === undefined) plainPlace(memory, places, 0, table, pairs, masses, dims, size);
  else {
    const at = (place: number): number => address + 8 * place;
    k.place(at(places), address, at(table), at(pairs), at(masses), dims, size);
  }
  // An odd component that is not there has a finite centre and the factor 0.
  if (size < last) for (let d = 0; d < dims; d++) memory[pairs + (size - 1) * dims + 2 * d + 1] = 0;
  memory.fill(Number.NEGATIVE_INFINITY, base, pairs);
  for (let i = 0; i < size; i++) {
    const mass = Math.log(memory[masses + 2 * i]!) - 500 * Math.LN2 * memory[masses + 2 * i + 1]!;
    memory[base + i] = factors[i]! - mass - dims * logRoot;
  }
  memory[base + last] = factors[size]!;
  gather(points, memory, x);
  for (let i = 0; i < count * dims; i += dims) {
    for (let d = 0; d < dims; d++) memory[x + i + d]! *= memory[d]! * Math.SQRT1_2;
  }
  memory.fill(0, x + count * dims, room);
  if (k === undefined) plainSquares(memory, base, pairs, x, start, padded, dims, last, pitch);
  else {
    const at = (place: number): number => address + 8 * place;
    k.squares(at(base), at(pairs), at(x), at(start), padded, dims, last, pitch);
  }
  return { logs: memory, start, count, pitch, last, room, address: k && address };
}

/**
 * log Σ_k exp of the logs of each point; terms under e⁻³⁰ of the largest are left out.
 * @param out - shape [count]
 */
export function logSums(table: KernelLogs, out: Float64Array): void {
  const { logs, start, count, pitch, room, address } = table;
  if (address === undefined) plainSums(logs, start, count, pitch, room);
  else kernel()!.sums(address + 8 * start, count, pitch, address + 8 * room);
  for (let i = 0; i < count; i++) out[i] = logs[room + 2 * i]! + Math.log(logs[room + 2 * i + 1]!);
}

function gather({ table, stride, columns, count, rows }: Points, out: Float64Array, offset: number): void {
  let to = offset;
  for (let i = 0; i < count; i++) {
    const from = (rows === undefined ? i : rows[i]!) * stride;
    for (let d = 0; d < columns.length; d++) out[to++] = table[from + columns[d]!]!;
  }
}

interface Scratch {
  /** Undefined where there is no WebAssembly, or no memory left in it. */
  readonly k: Kernel | undefined;
  readonly address: number;
  readonly memory: Float64Array;
}

function scratch(length: number): Scratch {
  const k = kernel();
  const address = k === undefined ? 0 : claim(k, 8 * length);
  return k === undefined || address === 0
    ? { k: undefined, address, memory: new Float64Array(length) }
    : { k, address, memory: new Float64Array(k.memory.buffer, address, length) };
}
