/** x → (x - centre) / scale. */
export interface Affine {
  readonly centre: number;
  readonly scale: number;
}

/** Mean and standard deviation without overflow; scale 1 when the values hardly differ. */
export function standardiser(values: ArrayLike<number>): Affine {
  const n = values.length;
  let size = 0;
  for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(values[i]!));
  if (size === 0) return { centre: 0, scale: 1 };
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / size / n;
  let variance = 0;
  for (let i = 0; i < n; i++) variance += (values[i]! / size - mean) ** 2 / n;
  const sd = Math.sqrt(variance);
  // The product of subnormal numbers may be 0.
  return { centre: mean * size, scale: (sd > 1e-13 && sd * size) || size };
}

/** Applies it; the division goes first where the difference would overflow. */
export function standardised(values: ArrayLike<number>, { centre, scale }: Affine): Float64Array {
  return Float64Array.from({ length: values.length }, (_, i) => values[i]! / scale - centre / scale);
}
