/** What kind of thing went wrong; the command turns it into its exit code. */
export type ErrorKind = 'input' | 'storage' | 'program' | 'conflict' | 'internal';

/** Where in the user's own text the mistake is: a file with a line, or a path inside an object. */
export interface Place {
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
  /** For example `space.learning_rate.float`. */
  readonly path?: string;
}

export interface ErrorDetails {
  readonly kind?: ErrorKind;
  readonly place?: Place;
  /** One sentence: what the reader does to mend it. */
  readonly mend: string;
  readonly cause?: unknown;
}

/**
 * Every error that Tunewright throws on purpose: a stable code, what was wrong with which value, and how
 * to mend it. Codes are listed in `docs/errors.md`; a test holds the list and the code together.
 */
export class TunewrightError extends Error {
  override readonly name: string = 'TunewrightError';
  /** Stable, for example `TW_SPACE_EMPTY_RANGE`. */
  readonly code: string;
  readonly kind: ErrorKind;
  readonly place: Place;
  readonly mend: string;

  constructor(code: string, message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.kind = details.kind ?? 'input';
    this.place = details.place ?? {};
    this.mend = details.mend;
  }

  /** The same error at a better-known place. */
  at(place: Place): TunewrightError {
    return new TunewrightError(this.code, this.message, {
      kind: this.kind,
      place: { ...this.place, ...place },
      mend: this.mend,
      cause: this.cause,
    });
  }
}
