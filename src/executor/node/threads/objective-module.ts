import { fileURLToPath, pathToFileURL } from 'node:url';
import { TunewrightError } from '../../../errors.ts';
import type { ObjectiveFunction } from '../../objective.ts';

/** How to mend what Node's own type stripping cannot load, by the code of its error. */
const mends: { readonly [code: string]: string } = {
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX:
    'Node only strips types. Write a union or an object for an enum, plain fields for parameter properties, modules for namespaces; or compile the file and name the .js file.',
  ERR_INVALID_TYPESCRIPT_SYNTAX: 'Correct the syntax; npx tsc --noEmit shows the place.',
  ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING:
    'Node strips no types inside node_modules. Move the file out of it, or name its compiled .js file.',
  ERR_UNKNOWN_FILE_EXTENSION: 'Name a .ts, .mts, .js or .mjs file; JSX needs a build.',
  ERR_UNSUPPORTED_DIR_IMPORT: 'Import the file itself with its extension, as in ./model/index.ts.',
};

function mendOf(error: unknown): string {
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  if (code === 'ERR_MODULE_NOT_FOUND') {
    return /\.[cm]?[jt]sx?'? imported from/.test(message)
      ? 'Check the path; it counts from the file that imports it.'
      : 'Check the name; imports of own files need their extension, as in ./model.ts, and packages must be installed.';
  }
  if (
    error instanceof SyntaxError &&
    /import statement|Unexpected token 'export'|does not provide an export/.test(message)
  ) {
    return 'Node reads the file as CommonJS or the import names no export: put "type": "module" into its package.json (or call it .mts), and import types by import type.';
  }
  if (error instanceof ReferenceError && /require|module|exports|__dirname|__filename/.test(message)) {
    return 'Node reads the file as an ES module: use import, or call it .cts.';
  }
  return mends[code] ?? 'Run the file with node by itself to see the error.';
}

/**
 * Loads the function that a module exports by default. TypeScript runs without a build, through Node.
 * @throws {TunewrightError} TW_MODULE_NOT_LOADED with the mend, TW_MODULE_NO_OBJECTIVE when it exports no function
 */
export async function loadObjective(pathOrUrl: string): Promise<ObjectiveFunction> {
  const url = /^(file|data):/.test(pathOrUrl) ? pathOrUrl : pathToFileURL(pathOrUrl).href;
  const name = url.startsWith('file:') ? fileURLToPath(url) : pathOrUrl;
  const place = { file: name };
  let loaded: { readonly default?: unknown };
  try {
    loaded = await import(url);
  } catch (cause) {
    const { message } = cause as Error;
    throw new TunewrightError(
      'TW_MODULE_NOT_LOADED',
      `${name} cannot be loaded: ${message.replace(/\.?\s*$/, '.')}`,
      {
        kind: 'program',
        place,
        mend: mendOf(cause),
        cause,
      },
    );
  }
  // A CommonJS file compiled from `export default` has the function one level deeper.
  const inner = (loaded.default as { readonly default?: unknown } | undefined)?.default;
  const objective = typeof loaded.default === 'function' ? loaded.default : inner;
  if (typeof objective !== 'function') {
    throw new TunewrightError('TW_MODULE_NO_OBJECTIVE', `${name} exports no function by default.`, {
      kind: 'program',
      place,
      mend: 'Write export default async function (trial) { ... } that returns the metrics.',
    });
  }
  return objective as ObjectiveFunction;
}
