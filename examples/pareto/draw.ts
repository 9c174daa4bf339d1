// Prints the front of the finished study, and draws it into front.svg. Run: node draw.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadStudy } from 'tunewright';

const folder = import.meta.dirname;
const study = await loadStudy('sizes', { folder });
const { points, hypervolume, reference } = study.hypervolume([0.5, 10_000]);

console.log(`${points.length} of ${study.trials().length} networks are on the front:\n`);
console.log(' trial   error  weights  units');
for (const { trial, values } of points) {
  const [error = 0, weights = 0] = values;
  const { units } = study.trial(trial).params as { readonly units: readonly number[] };
  const cells = [String(trial).padStart(6), error.toFixed(3).padStart(7), String(weights).padStart(8)];
  console.log(`${cells.join(' ')}  ${units.join(' + ')}`);
}
console.log(`\nhypervolume ${hypervolume.toFixed(1)} from the corner ${reference.join(', ')}`);

const file = join(folder, 'front.svg');
writeFileSync(file, picture());
console.log(`drawn in ${file}`);
await study.close();

/** Error over weights on a logarithmic scale: every trial a dot, the front a staircase. */
function picture(): string {
  const [width, height, margin, top] = [560, 360, 48, 32];
  const x = (weights: number): number => margin + ((Math.log10(weights) - 2) / 2) * (width - margin - 16);
  const y = (error: number): number => top + (1 - error / 0.5) * (height - margin - top);
  const dots = study
    .trials()
    .filter(({ status, withinLimits }) => status === 'completed' && withinLimits)
    .map(({ number, metrics }) => {
      const chosen = points.some(({ trial }) => trial === number);
      const at = `cx="${x(metrics.weights!).toFixed(1)}" cy="${y(metrics.error!).toFixed(1)}"`;
      return `<circle ${at} r="${chosen ? 4 : 2.5}" fill="${chosen ? '#0b6e4f' : '#b8b8b8'}"/>`;
    });
  // From one corner to the next: each network is the best of all that are not larger.
  const bySize = points.toSorted((a, b) => a.values[1]! - b.values[1]!);
  const steps = bySize.map(({ values: [error = 0, weights = 0] }, i) => {
    const [across, down] = [x(weights).toFixed(1), y(error).toFixed(1)];
    return i === 0 ? `M${across} ${down}` : `H${across}V${down}`;
  });
  const lines = [100, 1000, 10_000].map(
    (weights) => `<text x="${x(weights)}" y="${height - 24}" text-anchor="middle">${weights}</text>`,
  );
  const errors = [0, 0.1, 0.2, 0.3, 0.4, 0.5].map(
    (error) => `<text x="${margin - 8}" y="${y(error) + 4}" text-anchor="end">${error}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<path d="M${margin} ${top}V${height - margin}H${width - 16}" fill="none" stroke="#888"/>
<path d="${steps.join('')}H${width - 16}" fill="none" stroke="#0b6e4f"/>
${[...dots, ...lines, ...errors].join('\n')}
<text x="${width / 2}" y="${height - 6}" text-anchor="middle">weights</text>
<text x="${margin}" y="16" text-anchor="middle">error</text>
</svg>
`;
}
