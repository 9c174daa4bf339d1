import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..', 'src');

/** Lower layers first; a layer may import itself and any lower one. Names in one list do not see one another. */
const layers: readonly (readonly string[])[] = [
  ['errors', 'platform'],
  ['math'],
  ['space'],
  ['trial'],
  ['evaluation'],
  ['model'],
  ['analysis'],
  ['sampler', 'scheduler', 'storage', 'executor'],
  ['study'],
  ['automl'],
  ['index'],
  ['node'],
  ['server'],
  ['cli'],
];

interface Import {
  readonly from: string;
  readonly to: string;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

const files = sources(root);

/** Type-only imports, re-exports and dynamic imports count like any other. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const found: string[] = [];
  for (const match of text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)'([^'\n]+)'/g)) found.push(match[1]!);
  return found;
}

const all = new Map(files.map((file) => [file, importsOf(file)]));

const internal: Import[] = files.flatMap((from) =>
  all
    .get(from)!
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => ({ from, to: relative(root, resolve(root, dirname(from), specifier)) })),
);

const folderOf = (file: string): string => file.split('/')[0]!.replace(/\.ts$/, '');
const levelOf = (file: string): number => layers.findIndex((names) => names.includes(folderOf(file)));
const mayUseNode = (file: string): boolean =>
  /(^|\/)node\//.test(file) ||
  file.startsWith('executor/engine/') ||
  file === 'node.ts' ||
  /^(server|cli)\//.test(file);

describe('the layers', () => {
  it('knows every folder', () => {
    const unknown = files.filter((file) => levelOf(file) < 0 && folderOf(file) !== 'testing');
    expect(unknown).toEqual([]);
    expect(files.length).toBeGreaterThan(10);
  });

  it('import only downward', () => {
    const upward = internal.filter(({ from, to }) => {
      if (folderOf(from) === 'testing') return levelOf(to) > levelOf('study') && folderOf(to) !== 'testing';
      if (folderOf(to) === 'testing') return true;
      if (folderOf(from) === folderOf(to)) return false;
      return levelOf(to) >= levelOf(from);
    });
    expect(upward).toEqual([]);
  });

  it('lets study see ports only', () => {
    const peeking = internal.filter(
      ({ from, to }) =>
        folderOf(from) === 'study' &&
        ['sampler', 'scheduler', 'storage', 'executor'].includes(folderOf(to)) &&
        !to.endsWith('/port.ts'),
    );
    expect(peeking).toEqual([]);
  });

  it('keeps Node out of the core', () => {
    const offenders = files.filter(
      (file) => !mayUseNode(file) && all.get(file)!.some((specifier) => specifier.startsWith('node:')),
    );
    expect(offenders).toEqual([]);
    const reaching = internal.filter(
      ({ from, to }) => !mayUseNode(from) && mayUseNode(to) && folderOf(from) !== 'testing',
    );
    expect(reaching).toEqual([]);
  });

  it('has no import cycle', () => {
    const graph = new Map<string, string[]>();
    for (const { from, to } of internal) graph.set(from, [...(graph.get(from) ?? []), to]);
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
        return;
      }
      state.set(file, 'open');
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

describe('the habits', () => {
  it('keeps files short', () => {
    const tooLong = files
      .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length }))
      .filter(({ lines, file }) => lines > 500 && !/generated/.test(file));
    expect(tooLong).toEqual([]);
  });

  it('has no barrels but the three presets', () => {
    const barrels = files.filter(
      (file) => file.endsWith('index.ts') && file !== 'index.ts' && file !== 'testing/index.ts',
    );
    expect(barrels).toEqual([]);
  });

  it('lists every error code in docs/errors.md, and no other', () => {
    const used = new Set<string>();
    for (const file of files) {
      const text = readFileSync(join(root, file), 'utf8').replace(/^\s*(\*|\/\/|\/\*).*$/gm, '');
      for (const match of text.matchAll(/'(TW_[A-Z0-9_]+)'/g)) used.add(match[1]!);
    }
    const listed = readFileSync(join(root, '..', 'docs', 'errors.md'), 'utf8')
      .split('\n')
      .flatMap((line) => line.match(/^\| `(TW_[A-Z0-9_]+)`/)?.[1] ?? []);
    expect([...used].sort()).toEqual([...listed].sort());
    expect(new Set(listed).size).toBe(listed.length);
  });
});
