/** Ways in which learning curves approach their end, as functions of the share of the full amount. */
export const shapes: readonly ((x: number) => number)[] = [
  ...[0.25, 0.5, 1, 2].map(
    (power) =>
      (x: number): number =>
        x ** -power,
  ),
  ...[0.05, 0.15, 0.5].map(
    (scale) =>
      (x: number): number =>
        Math.exp(-x / scale),
  ),
  (x: number): number => -Math.log(x),
  // Curves that turn for the worse.
  (x: number): number => -x,
];
