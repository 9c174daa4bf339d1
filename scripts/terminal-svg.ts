/** Draws what a terminal showed (text with colour codes) as an SVG picture; several screens become an animation. */

interface Style {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underline: boolean;
  readonly colour: string | undefined;
}

interface Run {
  readonly column: number;
  readonly text: string;
  readonly style: Style;
}

export interface Screen {
  /** Lines with SGR escape codes and no other. */
  readonly lines: readonly string[];
  /** How long it is shown. */
  readonly seconds: number;
}

/** With a group, so that `split` keeps the codes. */
const colourCode = new RegExp(`(${String.fromCharCode(27)}\\[[\\d;]*m)`);
const plain: Style = { bold: false, dim: false, underline: false, colour: undefined };
const paper = '#16181d';
const ink = '#d6dae2';
const cell = { width: 8.4, height: 19 };
const margin = 16;

/** Colours 30 to 37 and 90 to 97. */
const palette = [
  ['#5c6370', '#e5696f', '#8cc570', '#e0b964', '#67a9f0', '#c283e0', '#56bccb', '#d6dae2'],
  ['#7f8794', '#f28b90', '#a7d98e', '#f0d08a', '#8fc3f7', '#d5a3ec', '#7fd3df', '#ffffff'],
];

function restyle(style: Style, codes: readonly number[]): Style {
  let next = style;
  for (const code of codes) {
    if (code === 0) next = plain;
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 4) next = { ...next, underline: true };
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code === 24) next = { ...next, underline: false };
    else if (code === 39) next = { ...next, colour: undefined };
    else if (code >= 30 && code <= 37) next = { ...next, colour: palette[0]![code - 30] };
    else if (code >= 90 && code <= 97) next = { ...next, colour: palette[1]![code - 90] };
  }
  return next;
}

/** A style goes on from line to line until it is changed. */
function runsOf(lines: readonly string[]): Run[][] {
  let style = plain;
  return lines.map((line) => {
    const found = runsOfLine(line, style);
    style = found.style;
    return found.runs;
  });
}

function runsOfLine(line: string, before: Style): { readonly runs: Run[]; readonly style: Style } {
  const runs: Run[] = [];
  let style = before;
  let column = 0;
  for (const piece of line.split(colourCode)) {
    const codes = colourCode.test(piece) ? piece.slice(2, -1) : undefined;
    if (codes !== undefined) {
      style = restyle(style, codes.split(';').map(Number));
      continue;
    }
    // Runs break at gaps, so that columns stay aligned in whatever font the reader has.
    for (const word of piece.split(/( {2,})/)) {
      const text = word.trim();
      if (text !== '') runs.push({ column: column + word.indexOf(text), text, style });
      column += [...word].length;
    }
  }
  return { runs, style };
}

const escapes: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string): string => text.replace(/[&<>]/g, (character) => escapes[character]!);

function drawRun({ column, text, style }: Run, baseline: number): string {
  const attributes = [
    `x="${(margin + column * cell.width).toFixed(1)}"`,
    `y="${baseline}"`,
    `textLength="${([...text].length * cell.width).toFixed(1)}"`,
    ...(style.colour === undefined ? [] : [`fill="${style.colour}"`]),
    ...(style.bold ? ['font-weight="bold"'] : []),
    ...(style.dim ? ['opacity="0.6"'] : []),
    ...(style.underline ? ['text-decoration="underline"'] : []),
  ];
  return `<text ${attributes.join(' ')}>${escaped(text)}</text>`;
}

function animation(screens: readonly Screen[]): string {
  const total = screens.reduce((sum, screen) => sum + screen.seconds, 0);
  let start = 0;
  const rules = screens.map(({ seconds }, index) => {
    const from = ((100 * start) / total).toFixed(2);
    start += seconds;
    const to = ((100 * start) / total).toFixed(2);
    const frames =
      index === 0
        ? `0%,${to}%{visibility:visible}${to}%,100%{visibility:hidden}`
        : `0%,${from}%{visibility:hidden}${from}%,${to}%{visibility:visible}${to}%,100%{visibility:hidden}`;
    return `@keyframes f${index}{${frames}}#f${index}{animation:f${index} ${total.toFixed(1)}s step-end infinite}`;
  });
  const last = screens.length - 1;
  const still = `@media(prefers-reduced-motion:reduce){g[id]{animation:none!important;visibility:hidden}#f${last}{visibility:visible}}`;
  return screens.length === 1 ? '' : `<style>${rules.join('')}${still}</style>`;
}

/**
 * @param screens - shown one after the other, over and over
 * @param title - what the picture shows, for readers who don't see it
 */
export function terminalSvg(screens: readonly Screen[], columns: number, title: string): string {
  const rows = Math.max(...screens.map((screen) => screen.lines.length));
  const width = Math.ceil(2 * margin + columns * cell.width);
  const height = Math.ceil(2 * margin + rows * cell.height);
  const groups = screens.map(({ lines }, index) => {
    const texts = runsOf(lines).flatMap((runs, row) =>
      runs.map((run) => drawRun(run, margin + Math.round((row + 0.75) * cell.height))),
    );
    return `<g id="f${index}">\n${texts.join('\n')}\n</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>${animation(screens)}
<rect width="100%" height="100%" rx="8" fill="${paper}"/>
<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14" fill="${ink}" xml:space="preserve" lengthAdjust="spacingAndGlyphs">
${groups.join('\n')}
</g>
</svg>
`;
}
