/** Compiles `assembly/kernel.ts` and writes its bytes into `src/math/wasm/kernel.generated.ts`; `npm run wasm`. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');

/** The text of the generated module, from a fresh compilation. */
export function generate(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tunewright-wasm-'));
  const out = join(folder, 'kernel.wasm');
  try {
    execFileSync(process.execPath, [
      resolve(root, 'node_modules/assemblyscript/bin/asc.js'),
      resolve(root, 'assembly/kernel.ts'),
      ...['--outFile', out, '-O3', '--noAssert', '--runtime', 'stub', '--initialMemory', '1'],
      ...['--enable', 'simd', '--enable', 'bulk-memory', '--use', 'abort='],
    ]);
    const lines =
      readFileSync(out)
        .toString('base64')
        .match(/.{1,100}/g) ?? [];
    return [
      '// Made from assembly/kernel.ts by `npm run wasm`. Do not edit.',
      'export const kernelBase64: string = [',
      ...lines.map((line) => `  '${line}',`),
      "].join('');",
      '',
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(resolve(root, 'src/math/wasm/kernel.generated.ts'), generate());
