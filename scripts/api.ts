/**
 * The public API as text, from the built declarations: `node scripts/api.ts` rewrites the snapshots in test/api/, which
 * a test compares, so that no change of the API goes unseen.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { root } from '../test/support/machine.ts';

export const entries: { readonly [name: string]: string } = {
  core: 'dist/index.d.ts',
  node: 'dist/node.d.ts',
  testing: 'dist/testing/index.d.ts',
};

export const snapshotOf = (name: string): string => resolve(root, 'test', 'api', `${name}.txt`);

/** Every exported name of an entry with its declaration, comments left out, sorted by name. */
export function publicApi(entry: string): string {
  const found = new Map<string, string>();
  collect(resolve(root, entry), (name) => name, found);
  return `${[...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text)
    .join('\n\n')}\n`;
}

function collect(
  file: string,
  rename: (name: string) => string | undefined,
  found: Map<string, string>,
): void {
  const text = readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
  for (const { name, declaration } of declarations(text)) {
    const shown = rename(name);
    if (shown !== undefined) found.set(shown, declaration.replace(/^\s*\n/gm, ''));
  }
  for (const [, star, list, from] of text.matchAll(
    /export\s+(?:type\s+)?(?:(\*)|\{([^}]*)\})\s*from\s*'([^']+)'/g,
  )) {
    const target = resolve(dirname(file), from!.replace(/\.(js|ts)$/, '.d.ts'));
    if (star !== undefined) {
      collect(target, rename, found);
      continue;
    }
    const names = new Map<string, string>();
    for (const item of list!.split(',')) {
      const [inside, outside] = item
        .trim()
        .replace(/^type\s+/, '')
        .split(/\s+as\s+/);
      if (inside) names.set(inside, outside ?? inside);
    }
    collect(target, (name) => names.get(name), found);
  }
}

/** Top-level `export declare ...` and `export interface|type ...` statements, each to its end. */
function declarations(text: string): { name: string; declaration: string }[] {
  const result: { name: string; declaration: string }[] = [];
  const start = /^export (?:declare )?(?:abstract )?(?:interface|type|class|function|const|let) (\w+)/gm;
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    const rest = text.slice(match.index);
    const next = rest.slice(1).search(/^(export|declare|import|type|interface) ?/m);
    result.push({ name: match[1]!, declaration: (next < 0 ? rest : rest.slice(0, next + 1)).trim() });
  }
  return result;
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, entry] of Object.entries(entries)) writeFileSync(snapshotOf(name), publicApi(entry));
}
