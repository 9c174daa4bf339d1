import { type FoundOption, literal, looksFloat } from './option.ts';

/** Any other script: a flag is what stands as `--name` in it; `name="${name:-0.5}"` gives a default. */
export function plainOptions(source: string): readonly FoundOption[] {
  const text = source.replace(/^\s*#(?!!).*$/gm, '');
  const flags = new Set([...text.matchAll(/(?<![\w-])--[a-z][\w-]+/gi)].map(([flag]) => flag));
  flags.delete('--help');
  flags.delete('--version');
  return [...flags].map((flag) => {
    const name = flag.slice(2).replaceAll('-', '_');
    const given = new RegExp(`\\b${name}\\s*=\\s*"?(?:\\$\\{${name}:-)?([^"}\\s;]+)`, 'i').exec(text)?.[1];
    const value = literal(given);
    if (typeof value === 'number')
      return { flag, type: looksFloat(given ?? '') ? 'float' : 'int', default: value };
    return { flag, type: 'text' };
  });
}
