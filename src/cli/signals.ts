import { exit } from './exit.ts';

/** What Ctrl-C and SIGTERM mean while a study runs. */
export interface Interruption {
  /** Aborted by the first: nothing new begins, what runs ends cleanly. */
  readonly signal: AbortSignal;
  /** Aborted by the second: at once. */
  readonly force: AbortSignal;
  /** 130 or 143 after a signal. */
  readonly exitCode: () => number | undefined;
  readonly release: () => void;
}

/** Takes over both signals until released. @param told - called with the number of signals so far */
export function onInterruption(told: (count: number) => void): Interruption {
  const first = new AbortController();
  const second = new AbortController();
  let count = 0;
  let code: number | undefined;
  const take = (signal: 'SIGINT' | 'SIGTERM'): void => {
    count += 1;
    code ??= signal === 'SIGINT' ? exit.interrupted : exit.terminated;
    told(count);
    const reason = signal === 'SIGINT' ? 'Ctrl-C ended it' : 'SIGTERM ended it';
    if (count === 1) first.abort(reason);
    else second.abort(reason);
  };
  process.on('SIGINT', take);
  process.on('SIGTERM', take);
  return {
    signal: first.signal,
    force: second.signal,
    exitCode: () => code,
    release() {
      process.off('SIGINT', take);
      process.off('SIGTERM', take);
    },
  };
}
