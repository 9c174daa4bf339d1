import type { ParameterSpec } from '../../space/spec.ts';
import { type FoundOption, parameterName } from './option.ts';

/** What is to become of an option: a parameter, a fixed placeholder, or nothing. */
export type Proposal =
  | { readonly type: 'parameter'; readonly name: string; readonly spec: ParameterSpec }
  | { readonly type: 'seed' }
  | { readonly type: 'fidelity'; readonly name: string; readonly amount: number }
  | { readonly type: 'left-out'; readonly why: string };

const PATHS =
  /(path|dir|file|folder|root|output|save|log|data|dataset|checkpoint|device|host|port|name|url|workers|threads|jobs|gpu|cuda|verbose|config|print_freq|interval)/i;
const RATES =
  /(^|_)(lr|learning_?rate|rate|weight_?decay|decay|wd|eps|epsilon|l1|l2|lambda|reg|alpha|gamma|c|tol|temperature|noise)(_|$)/i;
const SHARES = /dropout|momentum|beta|ratio|fraction|frac|prob|subsample|colsample|smoothing|warmup_ratio/i;
const POWERS = /batch|units|hidden|width|channels|filters|embed|dim|neurons/i;

/** A range around the default, by the name's usual meaning: a start for a person to mend. */
export function propose(option: FoundOption): Proposal {
  const name = parameterName(option.flag);
  const number = typeof option.default === 'number' ? option.default : undefined;
  if (option.type === 'switch') return { type: 'left-out', why: 'a switch' };
  if (/^(random_)?(seed|state|random_state)$/i.test(name)) return { type: 'seed' };
  if (/^(n_|num_|max_)?(epochs?|steps|iterations|iters)$/i.test(name) && number !== undefined && number > 0)
    return { type: 'fidelity', name, amount: number };
  if (option.type === 'choice') return choice(name, option);
  if (PATHS.test(name) && !RATES.test(name)) return { type: 'left-out', why: 'not a setting to search over' };
  if (option.type === 'text') return { type: 'left-out', why: 'its values are not known' };
  return {
    type: 'parameter',
    name,
    spec: option.type === 'int' ? intRange(name, number) : floatRange(name, number),
  };
}

function choice(name: string, { choices = [], default: given }: FoundOption): Proposal {
  if (choices.length < 2) return { type: 'left-out', why: 'it has one choice only' };
  const usual = given !== undefined && choices.includes(given) ? { default: given } : {};
  return { type: 'parameter', name, spec: { categorical: choices, ...usual } };
}

function floatRange(name: string, given: number | undefined): ParameterSpec {
  if (SHARES.test(name) && (given === undefined || (given >= 0 && given < 1))) {
    return {
      float: [0, /dropout|smoothing/i.test(name) ? 0.7 : 0.99],
      ...(given !== undefined && { default: given }),
    };
  }
  if (given === undefined) return RATES.test(name) ? { float: [1e-5, 1], log: true } : { float: [0, 1] };
  if (given === 0) return { float: [0, 1], default: 0 };
  if (given < 0) return { float: [10 * given, -10 * given], default: given };
  const spread = RATES.test(name) ? 100 : 10;
  return { float: [tidy(given / spread), tidy(given * spread)], log: true, default: given };
}

function intRange(name: string, given: number | undefined): ParameterSpec {
  if (given === undefined) return { int: [1, 10] };
  if (given < 1) return { int: [given, Math.max(10, 10 * Math.abs(given))], default: given };
  if (POWERS.test(name) && Number.isInteger(Math.log2(given))) {
    const powers = [-2, -1, 0, 1, 2]
      .map((power) => given * 2 ** power)
      .filter((value) => Number.isInteger(value));
    return { ordinal: powers, default: given };
  }
  const low = Math.max(1, Math.floor(given / 4));
  const high = Math.max(given * 4, 4);
  return { int: [low, high], ...(high / low >= 10 && { log: true }), default: given };
}

/** Without the tail of binary fractions. */
function tidy(value: number): number {
  return Number(value.toPrecision(3));
}
