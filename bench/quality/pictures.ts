import type { Comparison } from './comparison.ts';
import { regret } from './score.ts';
import { byFamily, byProblem, mean, ofSystem, type Scored } from './scored.ts';

interface Picture {
  readonly title: string;
  readonly svg: string;
}

/** Hues that stay apart on light and on dark ground; ours is the first and drawn thicker. */
const hues = [
  '#d9480f',
  '#868e96',
  '#1c7ed6',
  '#2f9e44',
  '#ae3ec9',
  '#e8a200',
  '#0ca678',
  '#e64980',
  '#7950f2',
];
const dashes = ['', '6 3', '2 3'];

const width = 640;
const height = 300;
const left = 52;
const right = 168;
const top = 12;
const bottom = 34;
export const shares: readonly number[] = Array.from({ length: 20 }, (_, i) => (i + 1) / 20);

/** Mean regret over the share of the budget, a picture a family; only systems that ran on all of its problems. */
export function familyCurves(runs: readonly Scored[], systems: readonly string[]): Picture[] {
  return [...byFamily(runs)].map(([family, members]) => {
    const problems = byProblem(members).size;
    const lines = systems.flatMap((system, i) => {
      const own = ofSystem(members, system);
      return byProblem(own).size < problems ? [] : [{ system, i, values: curve(own) }];
    });
    return {
      title: `${family}: mean regret over the share of the budget (observed recommender), systems that ran on all ${problems} problems`,
      svg: plot(lines),
    };
  });
}

function curve(runs: readonly Scored[]): number[] {
  return shares.map((share) =>
    mean(
      [...byProblem(runs).values()].map((seeds) =>
        mean(
          seeds.map(({ trace, reference }) =>
            regret(trace, 0, Math.max(1, Math.round(share * trace.truth.length)), reference, 'observed'),
          ),
        ),
      ),
    ),
  );
}

export interface Line {
  readonly system: string;
  readonly i: number;
  readonly values: readonly number[];
}

export function plot(lines: readonly Line[]): string {
  const all = lines.flatMap(({ values }) => values).map((value) => Math.max(value, 1e-4));
  const low = Math.log10(Math.min(...all));
  const high = Math.max(Math.log10(Math.max(...all)), low + 0.1);
  const x = (share: number): number => left + share * (width - left - right);
  const y = (value: number): number =>
    top + ((high - Math.log10(Math.max(value, 1e-4))) / (high - low)) * (height - top - bottom);
  const grid = ticks(low, high)
    .map(
      (value) =>
        `<path d="M${left} ${fixed(y(value))}H${width - right}" class="grid"/><text x="${left - 6}" y="${fixed(y(value) + 4)}" text-anchor="end">${value}</text>`,
    )
    .join('');
  const axis = [0.25, 0.5, 0.75, 1]
    .map(
      (share) =>
        `<text x="${fixed(x(share))}" y="${height - 14}" text-anchor="middle">${share * 100} %</text>`,
    )
    .join('');
  const paths = [...lines]
    .reverse()
    .map(({ i, values }) => {
      const d = values.map((value, k) => `${k === 0 ? 'M' : 'L'}${fixed(x(shares[k]!))} ${fixed(y(value))}`);
      return `<path d="${d.join('')}" fill="none" ${stroke(i)}/>`;
    })
    .join('');
  const legend = [...lines]
    .sort((a, b) => b.values.at(-1)! - a.values.at(-1)!)
    .map(({ system, i }, row) => {
      const at = top + 8 + row * 17;
      return `<path d="M${width - right + 10} ${at}h22" ${stroke(i)}/><text x="${width - right + 38}" y="${at + 4}">${system}</text>`;
    })
    .join('');
  return svg(height, grid + axis + paths + legend);
}

/** 1, 2 and 5 times the powers of ten within the logarithms given. */
function ticks(low: number, high: number): number[] {
  const found: number[] = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const factor of [1, 2, 5]) {
      const value = Number((factor * 10 ** power).toPrecision(1));
      if (Math.log10(value) >= low && Math.log10(value) <= high) found.push(value);
    }
  }
  return found;
}

/** Differences with their intervals at the whole budget, a row a peer. */
export function forest(title: string, comparisons: readonly Comparison[]): Picture {
  const final = comparisons.filter(({ share }) => share === 1);
  const rows = 22 * final.length;
  const low = Math.min(0, ...final.map((row) => row.low));
  const high = Math.max(0, ...final.map((row) => row.high));
  const x = (value: number): number => right + ((value - low) / (high - low || 1)) * (width - right - 90);
  const body = final
    .map(({ peer, mean, low, high }, row) => {
      const y = top + 22 * row + 8;
      return `<text x="${right - 12}" y="${y + 4}" text-anchor="end">${peer}</text><path d="M${fixed(x(low))} ${y}H${fixed(x(high))}" stroke="currentColor" stroke-width="2"/><circle cx="${fixed(x(mean))}" cy="${y}" r="4" fill="${hues[0]}"/><text x="${fixed(x(high) + 8)}" y="${y + 4}">${mean.toFixed(3)}</text>`;
    })
    .join('');
  const zero = `<path d="M${fixed(x(0))} ${top - 6}V${top + rows}" class="grid"/><text x="${fixed(x(0))}" y="${top + rows + 16}" text-anchor="middle">0</text>`;
  return { title, svg: svg(top + rows + 24, zero + body) };
}

function stroke(i: number): string {
  const hue = hues[i % hues.length];
  const dash = dashes[Math.floor(i / hues.length) % dashes.length];
  return `stroke="${hue}" stroke-width="${i === 0 ? 3 : 1.6}"${dash ? ` stroke-dasharray="${dash}"` : ''}`;
}

function svg(tall: number, body: string): string {
  return `<svg viewBox="0 0 ${width} ${tall}" role="img" style="font:12px system-ui,sans-serif"><style>text{fill:currentColor}.grid{stroke:currentColor;stroke-opacity:.2}</style>${body}</svg>`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}
