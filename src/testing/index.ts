/**
 * Contract suites for your own sampler, scheduler, storage or executor. They know no test runner: `describe` and `it` are
 * arguments, so vitest, node:test and others run them alike.
 */
export { randomSpaceSpec } from './arbitrary-space.ts';
export { contractObjective, executorContract } from './executor-contract.ts';
export { samplerContract } from './sampler-contract.ts';
export { type RunOptions, runSampler } from './sampler-run.ts';
export { schedulerContract } from './scheduler-contract.ts';
export { type Act, type SimulatedProgram, type SimulationOptions, simulate } from './scheduler-run.ts';
export { storageContract } from './storage-contract.ts';
