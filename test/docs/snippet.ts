/**
 * The fenced code blocks of a page. What stands after the language says what the test does with a block
 * (GitHub shows none of it):
 *
 * | fence | what happens |
 * |---|---|
 * | `bash` | runs in the page's folder and must exit with 0 |
 * | `bash exit=1` | runs and must exit with that code |
 * | `bash skip: reason` | is not run; works for any language |
 * | `python train.py`, `json x.json`, … | is written to the page's folder for the blocks after it |
 * | `ts` | is type-checked and run |
 * | `ts objective.ts` | is type-checked and written |
 * | `yaml study.yaml` | is written and checked by `tunewright plan` |
 * | `yaml fragment` | is checked as part of a study file |
 * | `json` | is parsed |
 * | `text` | is output or a sketch: nothing happens |
 */
export interface Snippet {
  readonly language: string;
  /** Written under this name when given. */
  readonly file: string | undefined;
  readonly fragment: boolean;
  /** Exit code that a bash block must end with. */
  readonly exit: number;
  /** Why it is not run. */
  readonly skip: string | undefined;
  /** Line of the opening fence, counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** @throws {Error} for a fence that is not closed or whose info is not understood */
export function snippetsOf(markdown: string): Snippet[] {
  const snippets: Snippet[] = [];
  const lines = markdown.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const opening = /^( *)(`{3,})(.*)$/.exec(lines[at]!);
    if (!opening) continue;
    const [, indent = '', fence = '', info = ''] = opening;
    const end = lines.findIndex((line, index) => index > at && line.trimEnd() === indent + fence);
    if (end < 0) throw new Error(`line ${at + 1}: the code block is never closed`);
    const text = lines
      .slice(at + 1, end)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
      .join('\n');
    snippets.push({ ...readInfo(info.trim(), at + 1), line: at + 1, text: `${text}\n` });
    at = end;
  }
  return snippets;
}

function readInfo(info: string, line: number): Omit<Snippet, 'line' | 'text'> {
  const [, language = '', rest = ''] = /^(\S*)\s*(.*)$/.exec(info)!;
  const plain = { language, file: undefined, fragment: false, exit: 0, skip: undefined };
  const skip = /^skip: (.+)$/.exec(rest)?.[1];
  if (skip !== undefined) return { ...plain, skip };
  const exit = /^exit=(\d+)$/.exec(rest)?.[1];
  if (exit !== undefined) return { ...plain, exit: Number(exit) };
  if (rest === 'fragment') return { ...plain, fragment: true };
  if (rest === '') return plain;
  if (/^[\w./-]+\.\w+$/.test(rest) && !rest.includes('..')) return { ...plain, file: rest };
  throw new Error(`line ${line}: "${info}" after the fence is not understood; see test/docs/snippet.ts`);
}
