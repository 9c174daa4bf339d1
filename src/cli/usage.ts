import { TunewrightError } from '../errors.ts';

/** A command line that cannot be understood. */
export function usage(message: string, mend: string): TunewrightError {
  return new TunewrightError('TW_USAGE', message, { mend });
}

/** What commander found, in our words. */
export function usageFault(message: string, command: string): TunewrightError {
  const text = message.replace(/^error: /, '').replace(/\n\(Did you mean (.*?)\?\)$/, '. Did you mean $1?');
  return usage(text, `tunewright ${command} --help lists what it takes.`);
}
