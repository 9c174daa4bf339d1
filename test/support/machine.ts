import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

export const root: string = resolve(import.meta.dirname, '..', '..');

/** Debian's Chromium, or any the developer names by CHROMIUM. */
export function chromiumPath(): string | undefined {
  const places = [
    process.env.CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  return places.find((place) => place !== undefined && existsSync(place));
}

/** The tests' own Python with the packages of test/requirements.txt. */
export function testPython(): string | undefined {
  const python = resolve(root, '.venv', 'bin', 'python');
  return existsSync(python) ? python : undefined;
}

/** On CI whatever a test needs must be there; on a developer's machine the test says that it is skipped. */
export const onCI: boolean = process.env.CI === 'true';
