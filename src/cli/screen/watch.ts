import { systemClock } from '../../platform.ts';
import { Stopwatch } from '../../study/stopwatch.ts';
import type { Study } from '../../study/study.ts';
import { compileTerms } from '../../study/terms.ts';
import type { Event } from '../../trial/event.ts';
import { shortDuration, shortNumber } from '../text/number.ts';
import { shortParams } from '../text/params.ts';
import type { Style } from '../text/style.ts';
import { cut, printable, shortReason } from '../text/width.ts';
import { liveLines } from './live-lines.ts';
import type { Picture, RunningPicture } from './picture.ts';
import { type Ended, expectedTrials, Progress } from './progress.ts';
import { LiveRegion } from './region.ts';

/** Shows a study while it runs. */
export interface Watcher {
  /** A sentence that stays until the end: that it is stopping. */
  notice(text: string): void;
  /** Takes the live part away; what was printed above it stays. */
  close(): void;
}

const REDRAW_MS = 125;
const WIDEST = 80;
/** Failures of which each is told in a line of its own; later ones are counted only. */
const TOLD_FAILURES = 3;

/** Tells, once each, that something other than the search has begun. */
class Phases {
  readonly #told = new Set<string>();

  begun(event: Event): string | undefined {
    if (event.type !== 'evaluation-started' || this.#told.has(event.purpose)) return undefined;
    this.#told.add(event.purpose);
    if (event.purpose === 'confirm')
      return 'The search is over: the best and the default run again on fresh splits.';
    return event.purpose === 'holdout'
      ? `All is decided: the locked data ${printable(JSON.stringify(event.target.split))} is read.`
      : undefined;
  }
}

/** One line for each trial that ends: for logs, files and other programs. */
export function watchPlainly(study: Study, write: (line: string) => void, style: Style): Watcher {
  const screen = new Screen(study);
  const phases = new Phases();
  const stop = study.watch((event) => {
    const phase = phases.begun(event);
    if (phase !== undefined) write(style.dim(phase));
    const ended = screen.progress.apply(event);
    if (ended !== undefined) write(screen.lineOf(ended, style));
  });
  return { notice: write, close: stop };
}

/** Redraws a few lines at the bottom of the terminal; each new best and the first failures stay above them. */
export function watchLive(study: Study, style: Style): Watcher {
  const { stdout } = process;
  const region = new LiveRegion(stdout);
  const screen = new Screen(study);
  const width = (): number => Math.min(WIDEST, Math.max(20, stdout.columns ?? WIDEST) - 1);
  let told = 0;
  let notice: string | undefined;
  const draw = (): void => region.draw(liveLines(screen.picture(notice), width(), style));
  const phases = new Phases();
  const stop = study.watch((event) => {
    const phase = phases.begun(event);
    if (phase !== undefined) region.print([cut(phase, width())]);
    const ended = screen.progress.apply(event);
    if (ended === undefined) return;
    const failed = ended.status === 'failed' && told++ < TOLD_FAILURES;
    if (ended.best || failed) region.print([cutLine(screen.lineOf(ended, style), width(), ended, style)]);
  });
  draw();
  const timer = setInterval(draw, REDRAW_MS);
  return {
    notice(text) {
      notice = text;
      draw();
    },
    close() {
      clearInterval(timer);
      stop();
      region.close();
    },
  };
}

/** Cut before it is coloured, so that no colour is left open. */
function cutLine(line: string, width: number, ended: Ended, style: Style): string {
  const text = cut(printable(line), width);
  return ended.best ? style.good(text) : style.bad(text);
}

class Screen {
  readonly progress: Progress;
  readonly #study: Study;
  readonly #stopwatch: Stopwatch;
  readonly #total: number | undefined;
  readonly #beganAt = Date.now();

  constructor(study: Study) {
    this.#study = study;
    const terms = compileTerms(study.definition);
    this.progress = new Progress(terms, study.state);
    this.#total = expectedTrials(terms);
    this.#stopwatch = new Stopwatch(systemClock, study.state);
    this.#stopwatch.start();
  }

  /** `trial 17  val_accuracy 0.9733  best  12s  lr=0.0031 layers=2` */
  lineOf({ trial, status, metrics, reason, best }: Ended, style: Style): string {
    const { state, space } = this.#study;
    const { terms } = this.progress;
    const values = terms.objectives
      .filter(({ metric }) => metrics[metric] !== undefined)
      .map(({ metric }) => `${printable(metric)} ${shortNumber(metrics[metric] ?? Number.NaN)}`);
    const seconds = state
      .evaluationsOf(trial)
      .reduce((sum, evaluation) => sum + (state.data.evaluations.seconds.get(evaluation) || 0), 0);
    const parts = [
      `trial ${trial}`,
      status === 'completed' ? '' : status === 'failed' ? style.bad(status) : style.warn(status),
      ...values,
      best ? style.good('best') : '',
      reason === undefined ? '' : shortReason(reason),
      style.dim(shortDuration(seconds)),
      style.dim(shortParams(space.toFlat(state.row(trial)))),
    ];
    return parts.filter(Boolean).join('  ');
  }

  picture(notice: string | undefined): Picture {
    const { state, definition } = this.#study;
    const { progress } = this;
    const { trials, evaluations } = state.data;
    const amounts = Object.values(progress.terms.fidelity);
    const running: RunningPicture[] = [];
    const now = Date.now();
    for (const evaluation of state.open) {
      if (state.evaluationStatus(evaluation) !== 'running') continue;
      const trial = evaluations.trial.get(evaluation);
      const report = state.reportsOf(evaluation).at(-1);
      running.push({
        trial,
        seconds: Math.max(0, now - evaluations.startedAt.get(evaluation)) / 1000,
        step: report?.step,
        steps: amounts.length === 1 ? amounts[0] : undefined,
        metrics: report?.metrics ?? {},
        params: shortParams(this.#study.space.toFlat(state.row(trial))),
      });
    }
    const ended = trials.length - state.countTrials('running') - state.countTrials('waiting');
    const elapsed = this.#stopwatch.elapsedMs() / 1000;
    const [objective] = progress.terms.objectives;
    return {
      name: this.#study.name,
      ended,
      total: this.#total,
      ...this.#outlook(ended - state.created('imported'), elapsed, definition.budget.timeMs),
      elapsedSeconds: elapsed,
      metric: objective?.metric ?? '',
      best:
        progress.best < 0 ? undefined : { trial: progress.best, value: progress.curve.at(-1) ?? Number.NaN },
      curve: progress.curve,
      front: progress.terms.objectives.length > 1 ? this.#study.front().length : undefined,
      running,
      queued: state.queue.size,
      failed: state.countTrials('failed'),
      failure: progress.failure,
      notice:
        notice ??
        (state.control.state === 'paused'
          ? `paused${because(state.control.reason)}; tunewright resume goes on`
          : undefined),
    };
  }

  /** The share that is done and the time left, by trials and by time, whichever ends first. */
  #outlook(
    ended: number,
    elapsed: number,
    timeMs: number | undefined,
  ): { readonly share: number | undefined; readonly leftSeconds: number | undefined } {
    const here = (Date.now() - this.#beganAt) / 1000;
    const { endedHere } = this.progress;
    const trialsLeft = this.#total === undefined ? undefined : Math.max(0, this.#total - ended);
    const byTrials = trialsLeft === undefined || endedHere < 2 ? undefined : (here / endedHere) * trialsLeft;
    const byTime = timeMs === undefined ? undefined : Math.max(0, timeMs / 1000 - elapsed);
    const shares = [
      ...(this.#total === undefined ? [] : [ended / this.#total]),
      ...(timeMs === undefined ? [] : [(1000 * elapsed) / timeMs]),
    ];
    const lefts = [byTrials, byTime].filter((seconds) => seconds !== undefined);
    return {
      share: shares.length === 0 ? undefined : Math.min(1, Math.max(...shares)),
      leftSeconds: lefts.length === 0 ? undefined : Math.min(...lefts),
    };
  }
}

function because(reason: string): string {
  return reason === '' ? '' : ` (${reason})`;
}
