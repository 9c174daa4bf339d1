import { checkOptions, oneOfWords, wholeNumber } from '../space/options.ts';
import { Asynchronous } from './asynchronous.ts';
import type { SchedulerAlgorithm } from './port.ts';

export interface AshaOptions {
  /** One of so many trials goes on from each level to the next, which costs so many times as much. @defaultValue 3 */
  readonly eta?: number;
  /**
   * 'stop': every trial is begun with the full amount, and is stopped at a report that is not good enough. 'promote':
   * every trial is begun with the least amount, and the best are taken up again from their checkpoints with more.
   * @defaultValue 'stop'
   */
  readonly mode?: 'stop' | 'promote';
}

export interface HyperbandOptions extends AshaOptions {
  /** Levels at which trials may begin. @defaultValue all */
  readonly brackets?: number;
}

const checks = { eta: wholeNumber(2, 100), mode: oneOfWords('stop', 'promote') };

/**
 * Asynchronous successive halving: a trial goes on from a level while it is among the best 1/η of all that came there so
 * far. With several objectives the best are those of the first fronts; trials within the limits go before others.
 * The default configuration always gets the full amount.
 * @remarks Never waits for stragglers. A level with fewer than η trials stops none.
 * @throws {TunewrightError} TW_SCHEDULER_OPTION_...; TW_SCHEDULER_FIDELITY when the study has no fidelity to divide
 * @see Li et al. 2020, arXiv:1810.05934; Schmucker et al. 2021, arXiv:2106.12639 (several objectives)
 */
export function ashaScheduler(options: AshaOptions = {}): SchedulerAlgorithm {
  checkOptions(options, checks, 'scheduler');
  return halvingIn('asha', { ...options, brackets: 1 });
}

/**
 * Hyperband, asynchronous: trials begin at different levels, in turn and in shares that cost the same, so that
 * configurations that learn slowly are not all lost at the first one. Trials are compared with those that began where
 * they did.
 * @throws {TunewrightError} TW_SCHEDULER_OPTION_...; TW_SCHEDULER_FIDELITY when the study has no fidelity to divide
 * @see Li et al. 2018, arXiv:1603.06560; Li et al. 2020, arXiv:1810.05934
 */
export function hyperbandScheduler(options: HyperbandOptions = {}): SchedulerAlgorithm {
  checkOptions(options, { ...checks, brackets: wholeNumber(1, 100) }, 'scheduler');
  return halvingIn('hyperband', options);
}

function halvingIn(
  name: string,
  { eta = 3, mode = 'stop', brackets = 100 }: HyperbandOptions,
): SchedulerAlgorithm {
  const promotes = (): boolean => mode === 'promote';
  return {
    name,
    version: 1,
    create: (problem) => new Asynchronous(problem, name, { eta, promotes, brackets }),
  };
}
