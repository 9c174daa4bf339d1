const spelled: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

/** The number that a program printed: `-1e-3`, `1,234.5`, `nan`, `-Infinity`; undefined if it is none. */
export function parseNumber(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const bare = text.replace(/^[+-]/, '').toLowerCase();
  const word = spelled.get(bare);
  if (word !== undefined) return sign * word;
  const value = Number(bare.replace(/(?<=\d),(?=\d{3}\b)/g, ''));
  return bare === '' || Number.isNaN(value) ? undefined : sign * value;
}

/** A number, or the text of one (JSON has no NaN, so programs write it as text). */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.length <= 40 ? parseNumber(value.trim()) : undefined;
}
