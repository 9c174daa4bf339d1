import { shortDuration, shortNumber } from '../text/number.ts';
import { bar, sparkline } from '../text/sparkline.ts';
import type { Style } from '../text/style.ts';
import { cut, padEnd, padStart, printable, shortReason, widthOf } from '../text/width.ts';
import type { Picture, RunningPicture } from './picture.ts';

const SHOWN_RUNNING = 6;
const LABEL = 9;

/** The live part of the screen: lines of at most `width` columns. */
export function liveLines(picture: Picture, width: number, style: Style): readonly string[] {
  return [
    headLine(picture, width, style),
    bestLine(picture, width, style),
    ...runningLines(picture, width, style),
    ...failureLine(picture, width, style),
    ...(picture.notice === undefined ? [] : [style.warn(cut(picture.notice, width))]),
  ];
}

/** `digits  ━━━━━━━╸━━━  32/60  2m 10s, about 1m 50s left`; parts go from the least useful when it is narrow. */
function headLine(picture: Picture, width: number, style: Style): string {
  const { ended, total, share, elapsedSeconds, leftSeconds } = picture;
  const count = total === undefined ? `${ended} trials` : `${ended}/${total}`;
  const elapsed = shortDuration(elapsedSeconds);
  const left = leftSeconds === undefined ? '' : `about ${shortDuration(leftSeconds)} left`;
  const name = padEnd(cut(printable(picture.name), 24), LABEL - 1);
  const tails = [left === '' ? elapsed : `${elapsed}, ${left}`, left || elapsed, ''];
  for (const tail of tails) {
    const rest = widthOf(name) + widthOf(count) + widthOf(tail) + (tail === '' ? 4 : 6);
    const space = Math.min(40, width - rest);
    if (space < 8 && tail !== '') continue;
    const end = tail === '' ? '' : `  ${style.dim(tail)}`;
    if (share === undefined || space < 4)
      return `${style.bold(cut(name, Math.max(1, width - widthOf(count) - 2)))}  ${count}${share === undefined ? end : ''}`;
    const [filled, empty] = bar(share, space);
    return `${style.bold(name)}  ${style.good(filled)}${style.dim(empty)}  ${count}${end}`;
  }
  return cut(`${name} ${count}`, width);
}

function bestLine({ best, metric, curve, front }: Picture, width: number, style: Style): string {
  const label = padEnd('best', LABEL);
  if (best === undefined) return style.dim(cut(`${label}none yet`, width));
  const value = shortNumber(best.value);
  const of = front === undefined ? `trial ${best.trial}` : `${front} on the front`;
  const name = cut(printable(metric), Math.max(6, width - LABEL - value.length - of.length - 4));
  const room = Math.min(24, width - LABEL - widthOf(name) - value.length - of.length - 6);
  const line = room >= 6 && front === undefined ? `  ${style.accent(sparkline(curve, room))}` : '';
  const text = `${name} ${value}`;
  if (LABEL + widthOf(text) + 2 + of.length > width) return cut(`${label}${text}`, width);
  return `${style.dim(label)}${name} ${style.bold(style.good(value))}  ${style.dim(of)}${line}`;
}

function runningLines({ running, queued }: Picture, width: number, style: Style): readonly string[] {
  const shown = running.slice(0, SHOWN_RUNNING);
  const digits = Math.max(0, ...shown.map(({ trial }) => String(trial).length));
  const lines = shown.map((entry, index) => {
    const label = padEnd(index === 0 ? 'running' : '', LABEL);
    const text = cut(runningText(entry, digits), Math.max(1, width - LABEL));
    return `${style.dim(label)}${text}`;
  });
  const more = running.length - shown.length;
  const rest = [more > 0 ? `and ${more} more` : '', queued > 0 ? `${queued} queued` : ''].filter(Boolean);
  return rest.length === 0
    ? lines
    : [...lines, style.dim(cut(`${padEnd('', LABEL)}${rest.join(', ')}`, width))];
}

function runningText(
  { trial, seconds, step, steps, metrics, params }: RunningPicture,
  digits: number,
): string {
  const reported = Object.entries(metrics)
    .slice(0, 2)
    .map(([name, value]) => `${printable(name)} ${shortNumber(value)}`);
  const of = steps === undefined ? '' : `/${shortNumber(steps)}`;
  const parts = [
    `#${padEnd(String(trial), digits)}`,
    padStart(shortDuration(seconds), 4),
    step === undefined ? '' : `step ${shortNumber(step)}${of}`,
    ...reported,
    params,
  ];
  return parts.filter(Boolean).join('  ');
}

function failureLine({ failed, failure }: Picture, width: number, style: Style): readonly string[] {
  if (failed === 0 || failure === undefined) return [];
  const label = padEnd('failed', LABEL);
  const reason = shortReason(failure.reason);
  const text = `${failed}, last #${failure.trial}: ${reason}`;
  return [style.dim(label) + style.bad(cut(text, Math.max(1, width - LABEL)))];
}
