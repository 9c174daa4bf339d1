import { parseDefinition } from '../../src/index.ts';
import type { ParamValue } from '../../src/space/space.ts';
import type { Storage } from '../../src/storage/port.ts';
import type { Event } from '../../src/trial/event.ts';

export interface StudySize {
  readonly trials: number;
  readonly parameters: number;
  readonly reports: number;
}

/** Writes a study as a run of it would have left it, and returns its id. Deterministic. */
export async function generateStudy(storage: Storage, name: string, size: StudySize): Promise<string> {
  const definition = parseDefinition({
    name,
    space: Object.fromEntries(
      Array.from({ length: size.parameters }, (_, i) => [`x${i}`, { float: [0, 1] }]),
    ),
    objective: { minimize: 'loss' },
    fidelity: { epochs: size.reports },
    sampler: 'random',
  }) as unknown as ParamValue;
  const created: Event = { type: 'study-created', at: 1_700_000_000_000, definition, version: '0.1.0' };
  const { id } = await storage.create(name, [created]);
  let batch: Event[] = [];
  let position = 1;
  for (let trial = 0; trial < size.trials; trial++) {
    const events = eventsOf(trial, position, size);
    position += events.length;
    for (const event of events) batch.push(event);
    if (batch.length > 20_000 || trial === size.trials - 1) {
      await storage.append(id, batch);
      batch = [];
    }
  }
  return id;
}

function eventsOf(trial: number, position: number, size: StudySize): Event[] {
  const at = 1_700_000_000_000 + trial * 1000;
  const row = Float64Array.from({ length: size.parameters }, (_, i) => noise(trial * 31 + i));
  const loss = (step: number): number => row[0]! / step + noise(trial * 17 + step) / 10;
  const token = position + 1;
  const events: Event[] = [
    {
      type: 'trial-created',
      at,
      trial,
      origin: 'sampler',
      row,
      position: position - 1,
      ordinal: trial,
      batch: [0, 1],
      sampler: ['random', 1],
    },
    {
      type: 'evaluation-started',
      at,
      evaluation: trial,
      trial,
      purpose: 'search',
      target: { fidelity: { epochs: size.reports }, seed: trial, fold: -1, split: 'search' },
      worker: { host: 'bench', pid: 1000 + trial, processStart: `${123_456 + trial}` },
      slot: trial % 8,
    },
  ];
  for (let step = 1; step <= size.reports; step++) {
    events.push({
      type: 'reported',
      at: at + step,
      evaluation: trial,
      token,
      step,
      metrics: { loss: loss(step) },
    });
  }
  const metrics = { loss: loss(size.reports) };
  events.push(
    {
      type: 'evaluation-ended',
      at: at + 900,
      evaluation: trial,
      token,
      status: 'completed',
      metrics,
      reached: { epochs: size.reports },
      seconds: 0.9,
      cost: 0.9,
    },
    { type: 'trial-ended', at: at + 900, trial, status: 'completed', metrics },
  );
  return events;
}

/** A number in [0, 1) for each integer, without a generator's state. */
function noise(seed: number): number {
  const x = Math.sin(seed * 12.9898 + 78.233) * 43758.5453;
  return x - Math.floor(x);
}
