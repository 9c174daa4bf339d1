import type { TunewrightError } from '../../errors.ts';
import { compileCondition } from '../../space/expression/compile.ts';
import { metricScope } from '../../space/expression/metrics.ts';
import { problem, show } from '../../space/problem.ts';
import type { StudyInput } from './input.ts';
import { collect } from './mistakes.ts';

const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** What one key alone says, beyond its shape. */
export function keyMistakes(input: Partial<StudyInput>): readonly TunewrightError[] {
  const mistakes: TunewrightError[] = [];
  if (input.name !== undefined) collect(mistakes, () => checkStudyName(input.name ?? ''));
  if (input.command !== undefined && input.module !== undefined)
    mistakes.push(
      problem('TW_DEFINITION_PROGRAM', 'module', 'is given beside command', 'Keep one of the two.'),
    );
  input.limits?.forEach((text, index) => {
    collect(mistakes, () => compileCondition({ text, path: `limits[${index}]` }, metricScope()));
  });
  if (input.metrics?.pattern !== undefined)
    collect(mistakes, () => checkPattern(input.metrics?.pattern ?? ''));
  for (const name of Object.keys(input.env ?? {})) collect(mistakes, () => checkVariable(name));
  for (const name of Object.keys(input.fidelity ?? {}))
    collect(mistakes, () => checkFidelity(name, Object.keys(input.space ?? {})));
  return mistakes;
}

function checkStudyName(name: string): void {
  const wrong =
    name.length > 100
      ? 'is longer than 100 characters'
      : name.trim() !== name
        ? 'begins or ends with a blank'
        : /[/\\]/.test(name) || CONTROL.test(name) || !name.isWellFormed()
          ? 'contains a slash or a character that cannot be shown on one line'
          : /^[.-]/.test(name)
            ? 'begins with . or -'
            : undefined;
  if (wrong !== undefined)
    throw problem(
      'TW_DEFINITION_NAME',
      'name',
      `${show(name)} ${wrong}, and files are named after it`,
      'Choose another name: letters, digits, _ and - always work.',
    );
}

function checkPattern(pattern: string): void {
  let groups = '';
  try {
    groups = new RegExp(pattern, 'u').source;
  } catch (error) {
    throw problem(
      'TW_METRIC_PATTERN',
      'metrics.pattern',
      `${show(pattern)} is not a regular expression: ${error instanceof Error ? error.message : ''}`,
      'Mend it there; in YAML, single quotes keep backslashes as they are.',
    );
  }
  if (!groups.includes('(?<name>') || !groups.includes('(?<value>'))
    throw problem(
      'TW_METRIC_PATTERN',
      'metrics.pattern',
      `${show(pattern)} needs the groups (?<name>...) and (?<value>...)`,
      "Name both, as in '(?<name>\\w+) is (?<value>[-+.eE\\d]+)'.",
    );
}

function checkVariable(name: string): void {
  if (!/^[A-Za-z_]\w*$/.test(name) || name.startsWith('TUNEWRIGHT_'))
    throw problem(
      'TW_DEFINITION_VARIABLE',
      `env.${name}`,
      name.startsWith('TUNEWRIGHT_')
        ? 'begins with TUNEWRIGHT_, which is kept for Tunewright'
        : `${show(name)} is not the name of an environment variable`,
      'Use letters, digits and _, not beginning with a digit.',
    );
}

function checkFidelity(name: string, parameters: readonly string[]): void {
  const twice = parameters.includes(name);
  if (!twice && /^[A-Za-z_]\w*$/.test(name)) return;
  throw problem(
    'TW_DEFINITION_FIDELITY',
    `fidelity.${name}`,
    twice ? 'is a parameter of the space too' : `${show(name)} is not a name of letters, digits and _`,
    twice ? 'Rename one of them.' : 'Choose a name such as epochs.',
  );
}
