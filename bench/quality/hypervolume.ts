/**
 * Volume dominated by the points inside the box whose worst corner is (1, ..., 1), all minimised; lower corners may be negative.
 * Slices along the last objective; fine for the few hundred points and three objectives of a benchmark.
 */
export function hypervolume(points: readonly (readonly number[])[]): number {
  const inside = points.filter((point) => point.every((value) => value < 1));
  if (inside.length === 0) return 0;
  return slice(inside, inside[0]!.length);
}

function slice(points: readonly (readonly number[])[], dimensions: number): number {
  if (dimensions === 1) return 1 - Math.min(...points.map((point) => point[0]!));
  const last = dimensions - 1;
  const sorted = [...points].sort((a, b) => a[last]! - b[last]!);
  let volume = 0;
  for (let i = 0; i < sorted.length; i++) {
    const top = i + 1 < sorted.length ? sorted[i + 1]![last]! : 1;
    const depth = top - sorted[i]![last]!;
    if (depth > 0) volume += depth * slice(sorted.slice(0, i + 1), last);
  }
  return volume;
}
