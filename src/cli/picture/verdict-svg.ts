import type { OverfitReport } from '../../analysis/overfit/report.ts';
import { shortNumber } from '../text/number.ts';
import { shortValue } from '../text/params.ts';

const width = 640;
const left = 130;
const right = 24;
const rowHeight = 26;
const colours = {
  ink: '#222',
  faint: '#888',
  search: '#b5651d',
  fresh: '#0b6e4f',
  locked: '#3558a8',
  bar: '#9cc9b8',
};

interface Row {
  readonly name: string;
  readonly search: number;
  readonly fresh?: { readonly value: number; readonly low: number; readonly high: number };
  readonly locked?: number;
}

/**
 * The verdict as a picture: each trial that was run again with its score in the search, on fresh splits with its 90 %
 * interval, and on the locked data; below how far each parameter of the winner may move within the noise.
 */
export function verdictSvg(report: OverfitReport, headline: string): string {
  const rows = rowsOf(report);
  const scoresTop = 96;
  const scoresEnd = scoresTop + rows.length * rowHeight;
  const { sensitivity } = report;
  const barsTop = scoresEnd + 72;
  const height =
    (sensitivity.length === 0 ? scoresEnd + 44 : barsTop + sensitivity.length * rowHeight + 12) + 8;
  const parts = [
    ...headlineLines(headline),
    ...legend(report),
    ...scores(rows, scoresTop, scoresEnd, report.metric),
    ...(sensitivity.length === 0 ? [] : bars(report, barsTop)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="${colours.ink}">
<title>${escaped(headline)}</title>
<rect width="100%" height="100%" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

/** The winner first, the default last. */
function rowsOf(report: OverfitReport): readonly Row[] {
  const { trial, default: start, search, fresh, holdout } = report;
  const nameOf = (one: number): string =>
    one === start ? 'default' : `trial ${one}${one === trial ? ' (winner)' : ''}`;
  const lockedOf = (one: number): { readonly locked?: number } => {
    const value = one === holdout?.trial ? holdout.value : one === start ? holdout?.default : undefined;
    return value === undefined ? {} : { locked: value };
  };
  const known = fresh?.confirmed.map((one) => ({
    trial: one.trial,
    row: { name: nameOf(one.trial), search: one.search, fresh: one.value, ...lockedOf(one.trial) },
  })) ?? [
    { trial, row: { name: nameOf(trial), search: search.value, ...lockedOf(trial) } },
    ...(start === undefined || start === trial || search.default === undefined
      ? []
      : [{ trial: start, row: { name: 'default', search: search.default, ...lockedOf(start) } }]),
  ];
  const rank = (one: number): number => (one === start ? 2 : one === trial ? 0 : 1);
  return known.toSorted((a, b) => rank(a.trial) - rank(b.trial) || a.trial - b.trial).map(({ row }) => row);
}

function headlineLines(headline: string): string[] {
  const words = headline.split(' ');
  const lines = [''];
  for (const word of words) {
    const last = lines.at(-1) as string;
    if (last.length + word.length > 88) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines
    .slice(0, 3)
    .map(
      (line, i) =>
        `<text x="16" y="${24 + 17 * i}" font-size="13" font-weight="bold">${escaped(line)}</text>`,
    );
}

function legend({ fresh, holdout }: OverfitReport): string[] {
  const entries = [
    `<circle cx="0" cy="-4" r="4" fill="none" stroke="${colours.search}" stroke-width="2"/>|in the search`,
    ...(fresh === undefined
      ? []
      : [`<circle cx="0" cy="-4" r="4" fill="${colours.fresh}"/>|on fresh splits, 90 % interval`]),
    ...(holdout === undefined
      ? []
      : [`<path d="M-5 0L5 0L0 -9Z" fill="${colours.locked}"/>|on the locked data`]),
  ];
  let x = left;
  return entries.map((entry) => {
    const [mark = '', text = ''] = entry.split('|');
    const at = `<g transform="translate(${x} 82)">${mark}<text x="10">${text}</text></g>`;
    x += 30 + 6.4 * text.length;
    return at;
  });
}

function scores(rows: readonly Row[], top: number, end: number, metric: string): string[] {
  const values = rows.flatMap(({ search, fresh, locked }) => [
    search,
    ...(fresh === undefined ? [] : [fresh.low, fresh.high].filter(Number.isFinite)),
    ...(locked === undefined ? [] : [locked]),
  ]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  const x = (value: number): number => {
    const share = (value - low + room) / (high - low + 2 * room);
    return left + Math.min(1, Math.max(0, share)) * (width - left - right);
  };
  const ticks = Array.from({ length: 5 }, (_, i) => low + ((high - low) * i) / 4);
  return [
    `<path d="M${left} ${end + 6}H${width - right}" stroke="${colours.faint}"/>`,
    ...ticks.map(
      (tick) =>
        `<text x="${x(tick).toFixed(1)}" y="${end + 22}" text-anchor="middle" fill="${colours.faint}">${shortNumber(Number(tick.toPrecision(3)))}</text>`,
    ),
    `<text x="${left - 12}" y="${end + 22}" text-anchor="end" fill="${colours.faint}">${escaped(metric)}</text>`,
    ...rows.flatMap(({ name, search, fresh, locked }, i) => {
      const y = top + i * rowHeight + 14;
      const at = (value: number): string => x(value).toFixed(1);
      return [
        `<text x="${left - 12}" y="${y + 4}" text-anchor="end">${escaped(name)}</text>`,
        ...(fresh === undefined
          ? []
          : [
              `<path d="M${at(Number.isFinite(fresh.low) ? fresh.low : fresh.value)} ${y}H${at(Number.isFinite(fresh.high) ? fresh.high : fresh.value)}" stroke="${colours.fresh}" stroke-width="2"/>`,
              `<circle cx="${at(fresh.value)}" cy="${y}" r="4" fill="${colours.fresh}"/>`,
            ]),
        `<circle cx="${at(search)}" cy="${y}" r="4" fill="none" stroke="${colours.search}" stroke-width="2"/>`,
        ...(locked === undefined
          ? []
          : [`<path d="M${(x(locked) - 5).toFixed(1)} ${y + 5}h10l-5 -9Z" fill="${colours.locked}"/>`]),
      ];
    }),
  ];
}

function bars({ sensitivity }: OverfitReport, top: number): string[] {
  const full = width - left - right - 150;
  return [
    `<text x="16" y="${top - 12}" font-weight="bold">How far each parameter may move before the loss exceeds the noise</text>`,
    ...sensitivity.flatMap(({ parameter, low, high, choices, share }, i) => {
      const y = top + i * rowHeight;
      const text =
        choices === undefined
          ? `${shortValue(low ?? null)} to ${shortValue(high ?? null)}`
          : choices.map(shortValue).join(', ');
      return [
        `<text x="${left - 12}" y="${y + 14}" text-anchor="end">${escaped(parameter)}</text>`,
        `<rect x="${left}" y="${y + 3}" width="${full}" height="14" fill="#f2f2f2"/>`,
        `<rect x="${left}" y="${y + 3}" width="${(share * full).toFixed(1)}" height="14" fill="${colours.bar}"/>`,
        `<text x="${left + full + 8}" y="${y + 14}">${escaped(text)}</text>`,
      ];
    }),
  ];
}

/** Names and values come from people: a picture runs nothing. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/\p{Cc}/gu, '\ufffd');
}
