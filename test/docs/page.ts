import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { root, testPython } from '../support/machine.ts';
import type { Snippet } from './snippet.ts';

/** Readers have the strictest checks on. */
const COMPILER_OPTIONS = {
  target: 'ES2024',
  module: 'NodeNext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  erasableSyntaxOnly: true,
  skipLibCheck: true,
  types: ['node'],
};

/** What a fragment of a study file leaves out. */
const REST_OF_STUDY = {
  name: 'fragment',
  command: ['true'],
  space: { x: { float: [0, 1] } },
  objective: { minimize: 'loss' },
  budget: { trials: 3 },
};

/** What of the repository a contributor's page works with. */
const CHECKOUT = [
  'src',
  'scripts',
  'test/sampler',
  'vitest.config.ts',
  'package.json',
  'tsconfig.json',
  'tsconfig.base.json',
  'tsconfig.core.json',
  'tsconfig.node.json',
];

/** A folder as a reader has it: empty with `tunewright` installed, or a checkout for those who work on it. */
export class Page {
  readonly folder: string;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(folder: string) {
    this.folder = folder;
    const python = testPython();
    const path = [join(folder, 'node_modules', '.bin'), dirname(process.execPath)];
    if (python !== undefined) path.push(dirname(python));
    this.#environment = {
      ...process.env,
      PATH: [...path, process.env.PATH].join(delimiter),
      NO_COLOR: '1',
    };
  }

  static async open(): Promise<Page> {
    const folder = await mkdtemp(join(tmpdir(), 'tunewright-docs-'));
    const modules = join(folder, 'node_modules');
    await mkdir(join(modules, '.bin'), { recursive: true });
    await symlink(root, join(modules, 'tunewright'));
    await symlink(join(root, 'node_modules', '@types'), join(modules, '@types'));
    await symlink(join(root, 'bin', 'tunewright.js'), join(modules, '.bin', 'tunewright'));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    return new Page(folder);
  }

  static async checkout(): Promise<Page> {
    const folder = await mkdtemp(join(tmpdir(), 'tunewright-docs-'));
    for (const path of CHECKOUT) await cp(join(root, path), join(folder, path), { recursive: true });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    return new Page(folder);
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** @returns what went wrong, or undefined */
  async run(snippet: Snippet): Promise<string | undefined> {
    if (snippet.skip !== undefined || snippet.language === 'text') return undefined;
    const name = snippet.file ?? `line-${snippet.line}.${snippet.language}`;
    if (snippet.language !== 'bash') await this.#write(name, snippet.text);
    switch (snippet.language) {
      case 'bash':
        return this.#command(['bash', '-euo', 'pipefail', '-c', snippet.text], snippet.exit);
      case 'ts':
        return (await this.#typeCheck(name)) ?? (snippet.file ? undefined : this.#command(['node', name]));
      case 'yaml':
        return this.#studyFile(name, snippet);
      case 'json':
        JSON.parse(snippet.text);
        return undefined;
      case 'python':
        if (snippet.file === undefined) return 'a Python block needs a file name, or "skip: reason"';
        return this.#command(['python3', '-m', 'py_compile', name]);
      default:
        if (snippet.file !== undefined) return undefined;
        return `"${snippet.language}" blocks need a file name, or "skip: reason"; use text for output`;
    }
  }

  async #write(name: string, text: string): Promise<void> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  }

  async #typeCheck(name: string): Promise<string | undefined> {
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const config = join(this.folder, `tsconfig.${name.replaceAll('/', '-')}.json`);
    await writeFile(config, JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: [name] }));
    return this.#command(['node', tsc, '-p', config]);
  }

  async #studyFile(name: string, snippet: Snippet): Promise<string | undefined> {
    if (snippet.fragment) await this.#write(name, stringify({ ...REST_OF_STUDY, ...parse(snippet.text) }));
    else if (snippet.file === undefined) return 'a YAML block is "yaml study.yaml" or "yaml fragment"';
    return this.#command(['tunewright', 'plan', name]);
  }

  #command(argv: readonly string[], expected = 0): Promise<string | undefined> {
    return new Promise((resolve) => {
      const child = spawn(argv[0]!, argv.slice(1), {
        cwd: this.folder,
        env: this.#environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      const collect = (chunk: Buffer): void => {
        output += chunk.toString();
      };
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      child.on('error', (error) => resolve(String(error)));
      child.on('close', (code, signal) =>
        resolve(code === expected ? undefined : `ended with ${code ?? signal}, not ${expected}:\n${output}`),
      );
    });
  }
}
