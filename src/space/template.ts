/** A piece of a template: literal text, or the name between braces. */
export type TemplatePiece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'name'; readonly name: string };

const IDENTIFIER = /^[A-Za-z_][\w-]*(\.[\w-]+)*(\[\d+\])?$/;

/**
 * Splits `--lr={learning_rate}` into literal text and names. A name is what `known` says, and what looks like one,
 * so that a misspelt one is seen: the caller refuses it. `{{name}}` is the text `{name}`. Braces around anything else
 * stay as they are, so JSON and awk programs need no escapes. Adjacent text is one piece; an empty template has none.
 */
export function parseTemplate(template: string, known: (name: string) => boolean): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let text = '';
  let doubled = 0;
  for (let at = 0; at < template.length; ) {
    if (template.startsWith('{{', at)) {
      text += '{';
      doubled += 1;
      at += 2;
      continue;
    }
    if (doubled > 0 && template.startsWith('}}', at)) {
      text += '}';
      doubled -= 1;
      at += 2;
      continue;
    }
    const end = template[at] === '{' ? template.indexOf('}', at) : -1;
    const name = template.slice(at + 1, Math.max(at + 1, end));
    if (end > 0 && (known(name) || IDENTIFIER.test(name))) {
      if (text !== '') pieces.push({ type: 'text', text });
      text = '';
      pieces.push({ type: 'name', name });
      at = end + 1;
    } else {
      text += template[at];
      at += 1;
    }
  }
  if (text !== '') pieces.push({ type: 'text', text });
  return pieces;
}
