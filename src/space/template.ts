import { TunewrightError } from '../errors.ts';

/** A piece of a template: literal text, or the name between braces. */
export type TemplatePiece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'name'; readonly name: string };

/**
 * Splits `--lr={learning_rate}` into literal text and names of parameters. `{{` and `}}` stand for one brace.
 * Adjacent text is one piece; an empty template has none. Whether a name exists is for the caller to say.
 * @throws {TunewrightError} TW_TEMPLATE_BRACE if a brace has no partner or holds no name
 */
export function parseTemplate(template: string): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let text = '';
  for (let i = 0; i < template.length; i++) {
    const char = template[i]!;
    if (char !== '{' && char !== '}') {
      text += char;
    } else if (template[i + 1] === char) {
      text += char;
      i += 1;
    } else {
      const end = char === '{' ? template.indexOf('}', i) : -1;
      const name = template.slice(i + 1, end).trim();
      if (end < 0 || name === '' || name.includes('{')) throw strayBrace(template, char);
      if (text !== '') pieces.push({ type: 'text', text });
      text = '';
      pieces.push({ type: 'name', name });
      i = end;
    }
  }
  if (text !== '') pieces.push({ type: 'text', text });
  return pieces;
}

/** The inverse for literal text: braces doubled. */
export function escapeTemplate(text: string): string {
  return text.replace(/[{}]/g, '$&$&');
}

function strayBrace(template: string, brace: string): TunewrightError {
  return new TunewrightError(
    'TW_TEMPLATE_BRACE',
    `"${template}" has a "${brace}" that does not belong to a {parameter}`,
    {
      mend: `Name a parameter between braces, as in {learning_rate}; write "${brace}${brace}" for a brace that the program is to see.`,
    },
  );
}
