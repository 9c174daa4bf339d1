/** The arguments of every call whose head matches, split at the commas that are not inside brackets or quotes. */
export function argumentsOfCalls(source: string, head: RegExp): readonly (readonly string[])[] {
  const calls: string[][] = [];
  for (const match of source.matchAll(new RegExp(head.source, `${head.flags.replace('g', '')}g`)))
    calls.push(splitArguments(source, match.index + match[0].length));
  return calls;
}

const OPENING = '([{';
const CLOSING = ')]}';

function splitArguments(source: string, start: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < source.length; at++) {
    const char = source[at] ?? '';
    if (char === '"' || char === "'" || char === '`') at = endOfQuote(source, at);
    else if (OPENING.includes(char)) depth += 1;
    else if (CLOSING.includes(char)) {
      if (depth === 0) {
        found.push(source.slice(from, at).trim());
        break;
      }
      depth -= 1;
    } else if (char === ',' && depth === 0) {
      found.push(source.slice(from, at).trim());
      from = at + 1;
    }
  }
  return found.filter((text) => text !== '');
}

/** Index of the quote that ends the text which begins at `start`. */
function endOfQuote(source: string, start: number): number {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === quote) return at;
  }
  return source.length;
}

/** `default=3` or `default: 3` among arguments; the text of the value. */
export function named(args: readonly string[], name: string): string | undefined {
  const pattern = new RegExp(`^['"]?${name}['"]?\\s*[=:]\\s*([\\s\\S]+)$`);
  return args.map((arg) => pattern.exec(arg)?.[1]).find((value) => value !== undefined);
}

/** The entries of a list or tuple that stands in the text. */
export function listItems(text: string | undefined): readonly string[] | undefined {
  const match = text === undefined ? null : /^\s*(?:[A-Za-z_.]*\()?[[({]/.exec(text);
  return match === null || text === undefined ? undefined : splitArguments(text, match[0].length);
}
