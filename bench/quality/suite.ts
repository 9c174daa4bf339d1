import { existsSync } from 'node:fs';
import { sharedData } from '../harness/paths.ts';
import type { Context, Findings, Suite } from '../harness/suite.ts';
import { hypervolume } from './hypervolume.ts';
import { planOf } from './plan.ts';
import type { ProblemDescription } from './protocol.ts';
import { readReferences } from './references.ts';
import { runPlan } from './run.ts';
import { normalised, type Reference } from './score.ts';
import { findings } from './tables.ts';
import type { Trace } from './trace.ts';

export const suite: Suite = {
  title: 'Search quality: regret against trials',
  async run(context: Context): Promise<Findings> {
    const tier = context.quick ? 'quick' : context.options.get('full') === 'true' ? 'full' : 'nightly';
    const plan = planOf(tier, context.options);
    const python = await context.python('quality');
    const skipped: string[] = [];
    const families = plan.families.filter((family) => {
      const here = !['tables', 'surrogates'].includes(family) || existsSync(sharedData);
      if (!here) skipped.push(`${family} skipped: its data is not at ${sharedData} (see docs/benchmarks.md)`);
      return here;
    });
    const { traces, problems } = await runPlan(python, { ...plan, families }, context.log);
    const references = withVolumes(readReferences(), problems, traces);
    const result = findings(traces, problems, references, plan.systems);
    return {
      settings: { tier, families, systems: plan.systems, 'threads each': 1 },
      ...result,
      failures: [...skipped, ...result.failures],
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
  for (const problem of problems) {
    const reference = references.get(problem.id);
    if (reference?.reference === undefined) continue;
    const all = traces
      .filter((trace) => trace.problem === problem.id)
      .flatMap((trace) => front(normalised(trace, trace.truth.length, reference)));
    result.set(problem.id, { ...reference, volume: hypervolume(front(all)) });
  }
  return result;
}

function front(points: readonly number[][]): number[][] {
  return points.filter(
    (a) =>
      !points.some(
        (b) => b !== a && b.every((value, i) => value <= a[i]!) && b.some((value, i) => value < a[i]!),
      ),
  );
}
