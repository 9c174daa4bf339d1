import type { TunewrightError } from '../../errors.ts';
import type { Definition } from './definition.ts';
import { collect, throwMistakes } from './mistakes.ts';
import { parseDefinition } from './parse.ts';
import { readYaml } from './yaml.ts';

/**
 * Reads a study from the text of a YAML or JSON file. In `command` and `env` a plain scalar is its own text
 * (`1.10` stays `1.10`).
 * @param text - the file's text
 * @param fileName - for messages; without folder and ending it is the name of a study that has none
 * @param check - looks further; the path in the place of what it throws is shown at its line too
 * @throws {TunewrightError} with file, line and column; {DefinitionError} if there are several mistakes
 */
export function readStudyFile(
  text: string,
  fileName: string,
  check?: (definition: Definition) => void,
): Definition {
  const source = readYaml(text, fileName);
  const mistakes: TunewrightError[] = [];
  let definition: Definition | undefined;
  collect(mistakes, () => {
    definition = parseDefinition(source.value, { name: baseName(fileName) });
    check?.(definition);
  });
  const placed = mistakes.map((mistake) =>
    mistake.at({ file: fileName, ...source.locate(mistake.place.path ?? '', pointsAtKey(mistake)) }),
  );
  throwMistakes(placed.sort((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0)));
  if (definition === undefined) throw new TypeError('unreachable: neither a definition nor a mistake');
  return definition;
}

/** What is wrong with a key is shown at the key, everything else at the value. */
function pointsAtKey(mistake: TunewrightError): boolean {
  return /^TW_(DEFINITION_KEY|SPACE_UNKNOWN_KEY|SPACE_NAME)/.test(mistake.code);
}

function baseName(fileName: string): string {
  const name = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  return name.replace(/(\.tunewright)?\.(ya?ml|json)$/i, '');
}
