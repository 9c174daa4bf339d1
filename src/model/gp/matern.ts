const SQRT5 = Math.sqrt(5);

/** Matérn-5/2 correlation at squared scaled distance: (1 + √5 r + 5 r²/3) exp(-√5 r). */
export function matern(square: number): number {
  const s = SQRT5 * Math.sqrt(square);
  return (1 + s + (s * s) / 3) * Math.exp(-s);
}

/** Derivative of {@link matern} by the squared distance: -5/6 (1 + √5 r) exp(-√5 r); finite at 0. */
export function maternSlope(square: number): number {
  const s = SQRT5 * Math.sqrt(square);
  return (-5 / 6) * (1 + s) * Math.exp(-s);
}
