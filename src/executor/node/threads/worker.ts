/** Runs in a worker thread: one evaluation after the other of one objective module. */
import type { Writable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import type { TunewrightError } from '../../../errors.ts';
import { type AbortControllerLike, abortController, systemClock } from '../../../platform.ts';
import type { ParamValue } from '../../../space/space.ts';
import type { Metrics } from '../../../trial/event.ts';
import { evaluate } from '../../evaluate.ts';
import type { ObjectiveFunction } from '../../objective.ts';
import type { Reply } from '../../port.ts';
import { loadObjective } from './objective-module.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.ts';

const { module, objectives } = workerData as WorkerSetup;
const port = parentPort;
const replies = new Map<number, (reply: Reply) => void>();
let lastId = 0;
let controller: AbortControllerLike | undefined;

function say(message: FromWorker): void {
  port?.postMessage(message);
}

/** Resolves when everything written so far is with the other side. */
function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => void stream.write('', () => resolve()));
}

async function run(objective: ObjectiveFunction, message: Extract<ToWorker, { type: 'run' }>): Promise<void> {
  const { job, checkpointFolder, timeLimitMs, graceMs } = message;
  controller = abortController();
  const hooks = {
    signal: controller.signal,
    onReport: (step: number, metrics: Metrics): Promise<Reply> => {
      lastId += 1;
      const id = lastId;
      say({ type: 'report', id, step, metrics });
      return new Promise((resolve) => replies.set(id, resolve));
    },
    onNote: (key: string, value: ParamValue): void => say({ type: 'note', key, value }),
  };
  const limits = timeLimitMs === undefined ? {} : { timeLimitMs };
  const outcome = await evaluate(objective, job, hooks, {
    objectives,
    clock: systemClock,
    graceMs,
    checkpointFolder,
    ...limits,
  });
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  say({ type: 'ended', outcome });
}

try {
  const objective = await loadObjective(module);
  port?.on('message', (message: ToWorker) => {
    if (message.type === 'run') void run(objective, message);
    else if (message.type === 'abort') controller?.abort(message.reason);
    else {
      replies.get(message.id)?.(message.reply);
      replies.delete(message.id);
    }
  });
  say({ type: 'ready' });
} catch (error) {
  const { code, message, mend, stack } = error as TunewrightError;
  const details = stack === undefined ? {} : { details: stack };
  say({ type: 'unusable', reason: { code, message: `${message} ${mend}`, ...details } });
}
