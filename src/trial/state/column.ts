type Numbers = Float64Array | Int32Array | Uint8Array;

export type ColumnKind = 'f64' | 'i32' | 'u8';

/** A growable typed array. `data` beyond `length` is spare room; it moves when the column grows. */
export class Column<T extends Numbers = Numbers> {
  data: T;
  length: number;
  readonly kind: ColumnKind;

  constructor(kind: ColumnKind, data: T, length: number) {
    this.kind = kind;
    this.data = data;
    this.length = length;
  }

  get(index: number): number {
    return this.data[index] as number;
  }

  set(index: number, value: number): void {
    this.data[index] = value;
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(this.length + 1);
    this.data[this.length++] = value;
  }

  /** Makes room for a length of at least `length`. */
  reserve(length: number): void {
    if (length <= this.data.length) return;
    const grown = allocate(this.kind, Math.max(length, 64, Math.ceil(this.data.length * 1.5))) as T;
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
  }

  pushAll(values: ArrayLike<number>): void {
    this.reserve(this.length + values.length);
    this.data.set(values, this.length);
    this.length += values.length;
  }

  /** The bytes in use; a view. */
  bytes(): Uint8Array {
    return new Uint8Array(this.data.buffer, this.data.byteOffset, this.length * this.data.BYTES_PER_ELEMENT);
  }

  /** Takes the place of the contents; `bytes` are copied, with a little room to grow. */
  load(bytes: Uint8Array): void {
    const length = bytes.byteLength / this.data.BYTES_PER_ELEMENT;
    const data = allocate(this.kind, length + Math.min(1024, Math.ceil(length / 8))) as T;
    new Uint8Array(data.buffer).set(bytes);
    this.data = data;
    this.length = length;
  }
}

export function float64(): Column<Float64Array> {
  return new Column('f64', new Float64Array(0), 0);
}

export function int32(): Column<Int32Array> {
  return new Column('i32', new Int32Array(0), 0);
}

export function uint8(): Column<Uint8Array> {
  return new Column('u8', new Uint8Array(0), 0);
}

function allocate(kind: ColumnKind, length: number): Numbers {
  if (kind === 'f64') return new Float64Array(length);
  return kind === 'i32' ? new Int32Array(length) : new Uint8Array(length);
}
