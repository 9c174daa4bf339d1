import { basename } from 'node:path';
import type { ParameterSpec } from '../../space/spec.ts';
import { directionOf } from './metrics.ts';
import { propose } from './propose.ts';
import { commandFor, isObjectiveModule, moduleParameters, readScript } from './script.ts';

/** A study file in the making. */
export interface StudyDraft {
  readonly name: string;
  readonly command: readonly string[];
  readonly module?: string;
  readonly space: { readonly [name: string]: ParameterSpec };
  readonly metric: string | undefined;
  readonly direction: 'maximize' | 'minimize';
  readonly trials: number;
  readonly parallel: number;
  readonly fidelity: { readonly [name: string]: number };
  readonly leftOut: readonly { readonly flag: string; readonly why: string }[];
}

interface Wishes {
  readonly maximize?: string;
  readonly minimize?: string;
  readonly trials?: number;
}

/** Proposes a study for a script from its text. */
export function draftFor(path: string, source: string, wishes: Wishes): StudyDraft {
  const { options, metrics } = readScript(path, source);
  const command: string[] = [...commandFor(path)];
  const space: { [name: string]: ParameterSpec } = {};
  const fidelity: { [name: string]: number } = {};
  const leftOut: { flag: string; why: string }[] = [];
  const module = isObjectiveModule(path, source);
  if (module) for (const name of moduleParameters(source)) space[name] = { float: [0, 1] };
  else
    for (const option of options) {
      const { flag } = option;
      const proposal = propose(option);
      if (proposal.type === 'parameter') {
        space[proposal.name] = proposal.spec;
        command.push(flag, `{${proposal.name}}`);
      } else if (proposal.type === 'seed') command.push(flag, '{seed}');
      else if (proposal.type === 'fidelity') {
        fidelity[proposal.name] = proposal.amount;
        command.push(flag, `{${proposal.name}}`);
      } else leftOut.push({ flag, why: proposal.why });
    }
  const metric = wishes.maximize ?? wishes.minimize ?? metrics[0];
  const guessed = metric === undefined ? 'maximize' : directionOf(metric);
  return {
    name:
      basename(path)
        .replace(/\.\w+$/, '')
        .replace(/^[.-]+/, '') || 'study',
    command,
    ...(module && { module: path.startsWith('/') ? path : `./${path}` }),
    space,
    metric,
    direction:
      wishes.maximize !== undefined ? 'maximize' : wishes.minimize !== undefined ? 'minimize' : guessed,
    trials: wishes.trials ?? Math.max(20, 10 * Object.keys(space).length),
    parallel: 1,
    fidelity,
    leftOut,
  };
}
