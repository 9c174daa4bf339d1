import { extname } from 'node:path';
import { javascriptOptions } from './javascript.ts';
import { printedMetrics } from './metrics.ts';
import type { FoundOption, FoundScript } from './option.ts';
import { plainOptions } from './other.ts';
import { pythonOptions } from './python.ts';

interface Language {
  readonly options: (source: string) => readonly FoundOption[];
  /** What runs it; empty for files that run by themselves. */
  readonly interpreter: readonly string[];
}

const languages: ReadonlyMap<string, Language> = new Map<string, Language>([
  ['.py', { options: pythonOptions, interpreter: ['python3'] }],
  ['.js', { options: javascriptOptions, interpreter: ['node'] }],
  ['.mjs', { options: javascriptOptions, interpreter: ['node'] }],
  ['.cjs', { options: javascriptOptions, interpreter: ['node'] }],
  ['.ts', { options: javascriptOptions, interpreter: ['node'] }],
  ['.mts', { options: javascriptOptions, interpreter: ['node'] }],
  ['.sh', { options: plainOptions, interpreter: ['bash'] }],
  ['.r', { options: plainOptions, interpreter: ['Rscript'] }],
  ['.jl', { options: plainOptions, interpreter: ['julia'] }],
  ['.rb', { options: plainOptions, interpreter: ['ruby'] }],
]);

/** What the text of a script tells of its options and of what it prints. It is read, never run. */
export function readScript(path: string, source: string): FoundScript {
  const { options } = languageOf(path);
  const found = new Map<string, FoundOption>();
  for (const option of options(source)) if (!found.has(option.flag)) found.set(option.flag, option);
  if (found.size === 0) for (const option of plainOptions(source)) found.set(option.flag, option);
  return { options: [...found.values()], metrics: printedMetrics(source) };
}

/** The beginning of the command that runs a script. */
export function commandFor(path: string): readonly string[] {
  const { interpreter } = languageOf(path);
  if (interpreter.length > 0) return [...interpreter, path];
  return [path.includes('/') ? path : `./${path}`];
}

function languageOf(path: string): Language {
  return languages.get(extname(path).toLowerCase()) ?? { options: plainOptions, interpreter: [] };
}

/** A module whose default export is a function is an objective, not a program. */
export function isObjectiveModule(path: string, source: string): boolean {
  return /^\.[mc]?[jt]s$/.test(extname(path)) && /^export default (async )?(function|\()/m.test(source);
}

/** Parameters that an objective module uses: `params.rate`, `{ params: { rate } }`, `const { rate } = trial.params`. */
export function moduleParameters(source: string): readonly string[] {
  const used = [...source.matchAll(/\bparams\.([A-Za-z_]\w*)/g)].map(([, name = '']) => name);
  const lists = [
    ...source.matchAll(/\bparams\s*:\s*\{([^{}]*)\}/g),
    ...source.matchAll(/\{([^{}]*)\}\s*=\s*(?:\w+\.)?params\b/g),
  ].flatMap(([, list = '']) => list.split(',').map((entry) => entry.trim().replace(/\s*[:=].*$/s, '')));
  return [...new Set([...lists, ...used])].filter((name) => /^[A-Za-z_]\w*$/.test(name));
}
