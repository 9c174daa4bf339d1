import type { Metrics } from '../trial/event.ts';
import type { Act, SimulatedProgram } from './scheduler-run.ts';

/** Amount of the only fidelity of the contract's studies. */
export const fullEpochs = 9;

/** Short, as a study looks around five times a second while it works. */
const epochSeconds = 0.05;

type Simulated = Parameters<SimulatedProgram>[0];

/** Learning curves that cross: what ends well may begin badly. */
function curveAt({ params: { x, y } }: Simulated, epoch: number): Metrics {
  const end = (x - 0.3) ** 2 + (y - 0.6) ** 2;
  const loss = end + (0.2 + y) / epoch;
  return { loss, score: -loss, seconds: (1 - x) / epoch, memory: x };
}

/** The epochs that are still to be trained. */
function epochsOf({ reached, fidelity }: Simulated): number[] {
  const from = reached.epochs ?? 0;
  const to = fidelity.epochs ?? fullEpochs;
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i + 1);
}

function reportsAt(
  trial: Simulated,
  epochs: readonly number[],
  seconds = epochSeconds * (1 + trial.params.x),
): Act[] {
  return epochs.map((step) => ({ seconds, step, metrics: curveAt(trial, step) }));
}

function endOf(trial: Simulated, seconds = epochSeconds): Act {
  return { seconds, result: curveAt(trial, trial.fidelity.epochs ?? fullEpochs) };
}

const nothing: Metrics = { loss: Number.NaN, score: Number.NaN, seconds: Number.NaN, memory: Number.NaN };

/** A report at every epoch. */
export const steady: SimulatedProgram = (trial) => [...reportsAt(trial, epochsOf(trial)), endOf(trial)];

/** Some trials report twice as often, and what they add is not a number. @param also - whether they do */
export function withNothing(also: boolean): SimulatedProgram {
  return (trial) => [
    ...reportsAt(trial, epochsOf(trial)).flatMap((act) =>
      also && trial.number % 3 === 1 && 'step' in act
        ? [{ seconds: 0, step: act.step - 0.5, metrics: nothing }, act]
        : [act],
    ),
    endOf(trial),
  ];
}

/** Some trials never come to anything. @param tells - whether they report that, or nothing */
export function hopeless(tells: boolean): SimulatedProgram {
  return (trial) => (trial.number % 3 === 2 ? lost(trial, tells) : steady(trial));
}

function lost(trial: Simulated, tells: boolean): Act[] {
  const acts = reportsAt(trial, epochsOf(trial)).map((act) => ({ ...act, metrics: nothing }));
  return [...(tells ? acts : []), { seconds: epochSeconds, fails: 'the loss is not a number' }];
}

/** Programs that do not behave, all of which a scheduler has to live with. Trial 0 always comes to its end. */
export const programs: { readonly [name: string]: SimulatedProgram } = {
  'reports at every step': steady,
  'no reports': (trial) => [endOf(trial, epochSeconds * epochsOf(trial).length * (1 + trial.params.x))],
  'missing steps': (trial) => [
    ...reportsAt(
      trial,
      epochsOf(trial).filter((epoch) => (epoch + trial.number) % 4 === 0),
    ),
    endOf(trial),
  ],
  'metrics that begin at different steps': (trial) => [
    ...reportsAt(
      trial,
      epochsOf(trial).filter((epoch) => epoch > 3 * (trial.number % 3)),
    ),
    endOf(trial),
  ],
  'steps out of order and repeated': (trial) => [
    ...reportsAt(
      trial,
      epochsOf(trial).flatMap((epoch) =>
        epoch % 3 === 0 ? [epoch, epoch - 1, epoch] : epoch % 3 === 1 ? [epoch] : [],
      ),
    ),
    endOf(trial),
  ],
  'values that are not numbers': (trial) =>
    trial.number % 4 === 1 ? lost(trial, true) : withNothing(true)(trial),
  stragglers: (trial) => [
    ...reportsAt(trial, epochsOf(trial), trial.number % 5 === 2 ? 2 : epochSeconds),
    endOf(trial),
  ],
  failures: (trial) => {
    if (trial.number % 3 !== 1) return steady(trial);
    const epochs = epochsOf(trial).filter((epoch) => epoch <= trial.number);
    return [...reportsAt(trial, epochs), { seconds: epochSeconds, fails: 'it broke' }];
  },
  'nothing but failures': (trial) =>
    trial.number === 0 ? steady(trial) : [{ seconds: epochSeconds, fails: `it broke at ${trial.number}` }],
  ties: (trial) => [
    ...reportsAt(trial, epochsOf(trial)).map((act) => ({
      ...act,
      metrics: { loss: 1, score: -1, seconds: 1, memory: 0 },
    })),
    { seconds: epochSeconds, result: { loss: 1, score: -1, seconds: 1, memory: 0 } },
  ],
  'immense values': (trial) => [
    ...epochsOf(trial).map(
      (step): Act => ({ seconds: epochSeconds, step, metrics: immense(trial.number, step) }),
    ),
    { seconds: epochSeconds, result: immense(trial.number, 0) },
  ],
};

function immense(trial: number, step: number): Metrics {
  const values = [1e300, -1e300, 0, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE];
  const loss = values[(trial + step) % values.length]!;
  return { loss, score: -loss, seconds: loss, memory: 0 };
}
