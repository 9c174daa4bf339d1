import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLError,
} from 'yaml';
import { TunewrightError } from '../../errors.ts';

/** A YAML or JSON text as a value that remembers where each part of it was written. */
export interface YamlSource {
  readonly value: unknown;
  /** Line and column, counted from 1, of the key or value at a path; of its nearest ancestor if it is absent. */
  locate(path: string, key: boolean): { readonly line: number; readonly column: number };
}

const LARGEST = 1_000_000;

/** @throws {TunewrightError} TW_STUDY_FILE_SYNTAX, TW_STUDY_FILE_EMPTY, TW_STUDY_FILE_DOCUMENTS, TW_STUDY_FILE_SIZE */
export function readYaml(text: string, file: string): YamlSource {
  if (text.length > LARGEST)
    throw new TunewrightError('TW_STUDY_FILE_SIZE', `${file} has ${text.length} characters`, {
      place: { file },
      mend: `Is it the right file? A study file has at most ${LARGEST} characters.`,
    });
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { prettyErrors: false, lineCounter: lines, merge: true });
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (!Array.isArray(documents) || documents.length === 0 || documents[0]?.contents === null)
    throw new TunewrightError('TW_STUDY_FILE_EMPTY', `${file} is empty`, {
      place: { file, line: 1, column: 1 },
      mend: 'Write a study, or make one with: tunewright init.',
    });
  const document = documents[0] as Document.Parsed;
  const [error] = document.errors;
  if (error !== undefined) throw syntaxError(error, text, { file, ...place(startOf(error, document)) });
  if (documents.length > 1)
    throw new TunewrightError('TW_STUDY_FILE_DOCUMENTS', `${file} holds ${documents.length} YAML documents`, {
      place: { file, ...place(documents[1]?.range?.[0] ?? 0) },
      mend: 'Keep one study in a file; remove the line ---.',
    });
  keepSourceText(document);
  return {
    value: toValue(document, file, place),
    locate: (path, key) => place(nodeAt(document.contents, path, key)),
  };
}

const HINTS: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  DUPLICATE_KEY: 'Keep one of them.',
  BAD_SCALAR_START: 'Put the value in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'Put the value in quotes, or begin a new line after the colon.',
};

function syntaxError(
  error: YAMLError,
  text: string,
  place: { file: string; line: number; column: number },
): TunewrightError {
  const { line, column } = place;
  const braces =
    error.code === 'MISSING_CHAR' ? bracedWord(text.split('\n')[line - 1] ?? '', column) : undefined;
  const message =
    braces === undefined
      ? error.message.charAt(0).toLowerCase() + error.message.slice(1)
      : `${braces} begins a map, because braces without quotes are a map in YAML`;
  const mend = braces === undefined ? HINTS[error.code] : `Put the whole argument in quotes: "${braces}".`;
  return new TunewrightError('TW_STUDY_FILE_SYNTAX', `${place.file}: ${message}`, {
    place,
    mend: mend ?? 'Mend the YAML there.',
  });
}

/** Where a quote begins that never ends; else where the parser stumbled. */
function startOf(error: YAMLError, document: Document.Parsed): number {
  let start = error.pos[0];
  if (error.message.startsWith('Missing closing'))
    visit(document, {
      Scalar(_, { type, range }) {
        if (
          type?.startsWith('QUOTE') === true &&
          range != null &&
          range[0] <= error.pos[0] &&
          range[1] >= error.pos[0]
        )
          start = range[0];
      },
    });
  return start;
}

/** `--lr={rate}` when the parser stumbled over its first brace. */
function bracedWord(line: string, column: number): string | undefined {
  const before = /[^\s,[]*$/.exec(line.slice(0, column - 1))?.[0] ?? '';
  const braced = /^\{[^{}]*\}[^\s,\]]*/.exec(line.slice(column - 1))?.[0];
  return braced === undefined ? undefined : before + braced;
}

/** In `command` and `env` numbers and the like are meant as text: their source is kept. */
function keepSourceText(document: Document.Parsed): void {
  if (!isMap(document.contents)) return;
  for (const key of ['command', 'env']) {
    const node = document.contents.get(key, true);
    if (!isNode(node)) continue;
    visit(node, {
      Scalar(role, scalar) {
        if (role !== 'key' && scalar.type === 'PLAIN' && scalar.source !== undefined && scalar.source !== '')
          scalar.value = scalar.source;
      },
    });
  }
}

function toValue(
  document: Document.Parsed,
  file: string,
  place: (offset: number) => { line: number; column: number },
): unknown {
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined)
        throw new TunewrightError('TW_STUDY_FILE_SYNTAX', `${file}: nothing is marked &${alias.source}`, {
          place: { file, ...place(alias.range?.[0] ?? 0) },
          mend: `Put the value in quotes if it is meant as text, or mark the place with &${alias.source}.`,
        });
    },
  });
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new TunewrightError('TW_STUDY_FILE_SYNTAX', `${file}: ${message}`, {
      place: { file },
      mend: 'Write the values out instead of using anchors and aliases.',
      cause,
    });
  }
}

/** Offset of the part at a path such as `budget.trials` or `command[3]`. Names may hold points themselves. */
function nodeAt(root: Node | null, path: string, wantKey: boolean): number {
  let node: Node | null = root;
  let key: Node | null = null;
  let rest = path;
  // A name may be empty: then the path ends with its point.
  let more = rest !== '';
  while (more && node !== null) {
    if (isMap(node)) {
      const pair: Pair | undefined = longestMatch(node.items, rest);
      if (pair === undefined) break;
      rest = rest.slice(String(scalarOf(pair.key)).length);
      more = rest !== '';
      rest = rest.replace(/^\./, '');
      key = pair.key as Node;
      node = isNode(pair.value) ? pair.value : null;
    } else if (isSeq(node)) {
      const match = /^\[(\d+)\]\.?/.exec(rest);
      const item = match === null ? undefined : node.items[Number(match[1])];
      if (match === null || !isNode(item)) break;
      rest = rest.slice(match[0].length);
      more = rest !== '';
      key = null;
      node = item;
    } else break;
    if (isAlias(node)) break;
  }
  const found = wantKey || node === null ? (key ?? node) : node;
  return found?.range?.[0] ?? 0;
}

function longestMatch(pairs: readonly Pair[], path: string): Pair | undefined {
  let best: Pair | undefined;
  let length = -1;
  for (const pair of pairs) {
    const name = String(scalarOf(pair.key));
    const next = path[name.length];
    if (
      name.length > length &&
      path.startsWith(name) &&
      (next === undefined || next === '.' || next === '[')
    ) {
      best = pair;
      length = name.length;
    }
  }
  return best;
}

function scalarOf(key: unknown): unknown {
  return isScalar(key) ? key.value : key;
}
