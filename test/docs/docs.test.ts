import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onCI, root, testPython } from '../support/machine.ts';
import { Page } from './page.ts';
import { snippetsOf } from './snippet.ts';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'examples/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));

describe('the documentation', () => {
  for (const { name, text } of pages) {
    const snippets = snippetsOf(text);
    const needsPython = snippets.some(({ language }) => language === 'python');
    const missing = needsPython && !onCI && testPython() === undefined;
    it.skipIf(missing)(`${name}: every block does what it shows`, { timeout: 300_000 }, async () => {
      const page = await (name === 'CONTRIBUTING.md' ? Page.checkout() : Page.open());
      try {
        for (const snippet of snippets) {
          expect(await page.run(snippet), `${name}:${snippet.line}`).toBeUndefined();
        }
      } finally {
        await page.close();
      }
    });
  }

  it.each(pages)('$name links only to files that exist', ({ name, text }) => {
    const folder = join(root, name, '..');
    const targets = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map((match) => match[1]!);
    expect(targets.filter((target) => !existsSync(join(folder, target)))).toEqual([]);
  });
});

describe('the list of dependencies', () => {
  const page = readFileSync(join(root, 'docs', 'dependencies.md'), 'utf8');
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const used = Object.entries({ ...dependencies, ...devDependencies }).map(
    ([name, version]) => `${name} ${version}`,
  );

  it.each(used)('has a reason for %s', (dependency) => {
    expect(page).toContain(dependency);
  });

  it('has none that is not used', () => {
    const listed = [...page.matchAll(/(?:^\||,) ([@a-z][\w./@-]* \d+\.\d+\.\d+)/gm)].map(
      (match) => match[1]!,
    );
    expect(listed.length).toBeGreaterThan(10);
    expect(listed.filter((dependency) => !used.includes(dependency))).toEqual([]);
  });
});
