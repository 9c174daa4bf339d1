/** An option that a script takes, as far as its text tells. */
export interface FoundOption {
  /** As it is written on the command line: `--learning-rate`. */
  readonly flag: string;
  readonly type: 'float' | 'int' | 'choice' | 'text' | 'switch';
  readonly default?: number | string;
  readonly choices?: readonly (string | number)[];
}

/** What a script tells about itself. */
export interface FoundScript {
  readonly options: readonly FoundOption[];
  /** Names that it seems to print with a number, most likely objective first. */
  readonly metrics: readonly string[];
}

/** `--learning-rate` is the parameter `learning_rate`. */
export function parameterName(flag: string): string {
  return flag.replace(/^-+/, '').replaceAll('-', '_');
}

/** A number, or text without its quotes; undefined for anything else in a program's text. */
export function literal(text: string | undefined): number | string | undefined {
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  if (/^[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(trimmed)) return Number(trimmed.replaceAll('_', ''));
  return /^(['"])(.*)\1$/s.exec(trimmed)?.[2];
}

/** Whether a number is written as one with a fraction: `1.0` and `1e-3` are, `1` is not. */
export function looksFloat(text: string): boolean {
  return /[.e]/i.test(text);
}
