/** Runs in a worker thread: the sampler of one study. */
import { parentPort, workerData } from 'node:worker_threads';
import { coreParts } from '../index.ts';
import type { Request } from '../sampler/port.ts';
import type { Thought } from '../study/sampler-thread.ts';
import { compileTerms, problemOf } from '../study/terms.ts';
import type { FromSampler, SamplerSetup, ToSampler } from './sampler-protocol.ts';

const { definition, transferred } = workerData as SamplerSetup;
const algorithm = coreParts({}).sampler(definition);
const sampler = algorithm.create(problemOf(compileTerms(definition), definition, transferred));

function think(request: Request): Thought {
  const begun = performance.now();
  const suggestions = sampler.suggest(request);
  const ms = performance.now() - begun;
  const choice = sampler.choice?.();
  const explanation = sampler.explain?.();
  return {
    suggestions,
    ms,
    ...(choice !== undefined && { choice }),
    ...(explanation !== undefined && { explanation }),
  };
}

function answer(request: Request): FromSampler {
  try {
    return { type: 'thought', thought: think(request) };
  } catch (error) {
    return { type: 'failed', message: String(error) };
  }
}

parentPort?.on('message', (message: ToSampler) => {
  if (message.type === 'update') sampler.update(message.changes);
  else parentPort?.postMessage(answer(message.request));
});
