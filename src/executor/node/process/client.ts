import { readFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { type AbortControllerLike, type AbortSignalLike, abortController } from '../../../platform.ts';
import type { ParamValue, ParamValues } from '../../../space/space.ts';
import type { Metrics } from '../../../trial/event.ts';
import { isTrialEnding, StopTrial } from '../../ending.ts';
import type { ObjectiveResult, TrialHandle } from '../../objective.ts';
import { leaseVariable } from './lease.ts';
import { messageLine } from './message.ts';

/** The evaluation that this program runs for. */
export interface ProgramTrial<Params = ParamValues> extends TrialHandle<Params> {
  /** False when the program was started by hand: parameters are the defaults then, and reports are printed. */
  readonly tuned: boolean;
  /** Folder for this evaluation's own files. */
  readonly folder: string;
  /** Folder for checkpoints; what an earlier, shorter run of this trial left is there. */
  readonly checkpointFolder: string;
  /** The last word: final metrics, or `infeasible(...)`, `skip(...)`, `fatal(...)`. */
  finish(result: ObjectiveResult): Promise<void>;
}

type Reply = 'continue' | 'stop' | 'pause';
type Say = (message: object) => Promise<Reply>;

/** One line out, one line back, in order. An idle connection does not keep the program alive. */
function connect(path: string, lease: string): Say {
  const waiting: ((reply: Reply) => void)[] = [];
  let over = false;
  let text = '';
  const socket: Socket = createConnection(path);
  socket.setEncoding('utf8');
  const answered = (reply: Reply): void => {
    waiting.shift()?.(reply);
    if (waiting.length === 0) socket.unref();
  };
  socket.on('data', (chunk: string) => {
    text += chunk;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) answered((JSON.parse(line) as { reply: Reply }).reply);
  });
  socket.on('error', () => {});
  // Without a study there is nobody to report to: stop.
  socket.on('close', () => {
    over = true;
    while (waiting.length > 0) answered('stop');
  });
  const say: Say = (message) => {
    if (over) return Promise.resolve('stop');
    socket.ref();
    socket.write(messageLine(message));
    return new Promise((resolve) => waiting.push(resolve));
  };
  void say({ hello: lease });
  return say;
}

function readParams(): ParamValues | undefined {
  const { TUNEWRIGHT_PARAMS: text, TUNEWRIGHT_PARAMS_FILE: file } = process.env;
  if (text !== undefined) return JSON.parse(text);
  return file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'));
}

/** An outer study's lease may come first; the own one is the last. */
function ownLease(): string {
  return (process.env[leaseVariable] ?? '').split(',').at(-1) ?? '';
}

/**
 * Connects a program written in TypeScript or JavaScript to the study that started it. Started by hand it works too:
 * with `defaults` as parameters, and everything reported is printed as JSON lines.
 * @param objective - name of the metric that a plain number stands for
 */
export function currentTrial<Params = ParamValues>(
  options: { readonly defaults?: Partial<Params>; readonly objective?: string } = {},
): ProgramTrial<Params> {
  const { objective = 'value' } = options;
  const env = process.env;
  const path = env.TUNEWRIGHT_CHANNEL;
  let abort: AbortControllerLike | undefined;
  const print: Say = (message) => {
    process.stdout.write(messageLine(message));
    return Promise.resolve('continue');
  };
  const say = path === undefined ? print : connect(path, ownLease());
  const asMetrics = (value: number | Metrics): Metrics =>
    typeof value === 'number' ? { [objective]: value } : value;
  const shouldStop = async (step: number, value: number | Metrics): Promise<boolean> => {
    const metrics = asMetrics(value);
    if (path === undefined) return (await say({ step, ...metrics })) !== 'continue';
    return (await say({ type: 'report', step, metrics })) !== 'continue';
  };
  return {
    tuned: path !== undefined,
    params: { ...options.defaults, ...readParams() } as Params,
    number: Number(env.TUNEWRIGHT_TRIAL ?? 0),
    evaluation: Number(env.TUNEWRIGHT_EVALUATION ?? 0),
    seed: Number(env.TUNEWRIGHT_SEED ?? 0),
    fidelity: JSON.parse(env.TUNEWRIGHT_FIDELITY ?? '{}'),
    reached: JSON.parse(env.TUNEWRIGHT_REACHED ?? '{}'),
    fold: Number(env.TUNEWRIGHT_FOLD ?? -1),
    folds: Number(env.TUNEWRIGHT_FOLDS ?? 0),
    split: env.TUNEWRIGHT_SPLIT ?? 'search',
    folder: env.TUNEWRIGHT_TRIAL_DIR ?? '.',
    checkpointFolder: env.TUNEWRIGHT_CHECKPOINT_DIR ?? '.',
    /** Reading it takes over SIGTERM: the program must then end by itself. */
    get signal(): AbortSignalLike {
      if (abort === undefined) {
        const controller = abortController();
        abort = controller;
        process.once('SIGTERM', () => controller.abort('The study ends this evaluation.'));
      }
      return abort.signal;
    },
    shouldStop,
    async report(step, metrics) {
      if (await shouldStop(step, metrics)) throw new StopTrial();
    },
    note(key: string, value: ParamValue) {
      void say({ type: 'note', key, value });
    },
    async finish(result) {
      if (!isTrialEnding(result)) {
        const metrics = asMetrics(result);
        await say(path === undefined ? metrics : { type: 'metrics', metrics });
      } else if (result.status !== 'stopped') {
        const status = result.fatal ? 'fatal' : result.status;
        await say({ type: 'outcome', status, reason: result.message });
      }
    },
  };
}
