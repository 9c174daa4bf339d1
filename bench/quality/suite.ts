import { existsSync } from 'node:fs';
import { sharedData } from '../harness/paths.ts';
import type { Context, Findings, Suite } from '../harness/suite.ts';
import { planOf, type Tier } from './plan.ts';
import type { ProblemDescription } from './protocol.ts';
import { readReferences } from './references.ts';
import { runPlan } from './run.ts';
import { normalised, type Reference, volumeOf } from './score.ts';
import { pinOf } from './systems.ts';
import { findings } from './tables.ts';
import type { Trace } from './trace.ts';

export const suite: Suite = {
  title: 'Search quality: regret against trials',
  async run(context: Context): Promise<Findings> {
    const tier: Tier = context.quick ? 'quick' : context.options.get('full') === 'true' ? 'full' : 'nightly';
    const plan = planOf(tier, context.options);
    const skipped: string[] = [];
    const families = plan.families.filter((family) => {
      const here = !['tables', 'surrogates'].includes(family) || existsSync(sharedData);
      if (!here) skipped.push(`${family} skipped: its data is not at ${sharedData} (see docs/benchmarks.md)`);
      return here;
    });
    const { traces, problems, left, absent } = await runPlan(
      context.python,
      { ...plan, families },
      context.log,
    );
    if (left > 0) skipped.push(`${left} runs were not begun within ${plan.minutes} minutes`);
    const references = withVolumes(readReferences(), problems, traces);
    const result = findings(traces, problems, references, plan.systems);
    return {
      settings: {
        tier,
        families,
        systems: plan.systems,
        peers: [...new Set(plan.systems.flatMap((system) => pinOf(system) ?? []))],
        'threads each': 1,
      },
      ...result,
      failures: [...skipped, ...absent, ...result.failures],
    };
  },
};

/** The largest hypervolume: that of everything any system found on the problem in these runs. */
function withVolumes(
  references: ReadonlyMap<string, Reference>,
  problems: readonly ProblemDescription[],
  traces: readonly Trace[],
): Map<string, Reference> {
  const result = new Map(references);
  for (const { id } of problems) {
    const reference = references.get(id);
    if (reference?.reference === undefined) continue;
    const all = traces
      .filter((trace) => trace.problem === id)
      .flatMap((trace) => [...normalised(trace, trace.truth.length, reference)]);
    result.set(id, { ...reference, volume: volumeOf(Float64Array.from(all), reference) });
  }
  return result;
}
