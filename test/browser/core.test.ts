import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { chromiumPath, onCI, root } from '../support/machine.ts';

const executablePath = chromiumPath();

const program = `
import { openStudy } from './src/index.ts';
globalThis.result = (async () => {
  const study = await openStudy({
    name: 'in a browser',
    space: { x: { float: [-5, 5] }, depth: { int: [1, 4] }, kind: { oneOf: { a: { y: { float: [0, 1] } }, b: {} } } },
    objective: { minimize: 'loss' },
    budget: { trials: 30 },
    seed: 5,
  });
  await study.optimize(({ params }) => params.x ** 2 + params.depth + (params.kind.name === 'a' ? params.kind.y : 1));
  return { trials: study.trials().length, loss: study.best().metrics.loss, replayed: (await study.replay()).exact };
})();
`;

describe.skipIf(executablePath === undefined && !onCI)('the core in a browser', () => {
  it('bundles without Node and tunes a function in Chromium', async () => {
    const bundle = await build({
      stdin: { contents: program, resolveDir: root, loader: 'ts' },
      bundle: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      target: 'es2024',
    });
    const browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: bundle.outputFiles[0]!.text });
      const result = await page.evaluate('globalThis.result');
      expect(result).toMatchObject({ trials: 30, replayed: true });
      expect((result as { loss: number }).loss).toBeLessThan(15);
    } finally {
      await browser.close();
    }
  });
});
