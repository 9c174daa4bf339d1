import type { Command } from 'commander';
import type { ParamValue } from '../../space/space.ts';
import { attachFile } from '../../study/node/attach.ts';
import { exit } from '../exit.ts';
import { type StudyOptions, studyOptions } from '../locate.ts';
import { whole } from '../numbers.ts';
import { withOpenStudy } from '../open-study.ts';
import { standardOutput } from '../output.ts';
import { usage } from '../usage.ts';

interface Options extends StudyOptions {
  readonly trial?: number;
  readonly file?: readonly string[];
}

export function define(command: Command): void {
  studyOptions(command.argument('[text...]', 'a note, or KEY=VALUE for an attribute'))
    .option('-t, --trial <number>', 'beside this trial (default: beside the study)', whole('--trial'))
    .option('-f, --file <path...>', 'keep a copy of these files too')
    .addHelpText(
      'after',
      `
A value that is JSON is kept as such. A later value of a key replaces the earlier one.

Examples:
  tunewright note 'the machine was busy until trial 20'
  tunewright note --trial 12 looked_at=true comment='loss explodes'
  tunewright note --trial 12 --file confusion.png`,
    );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<Options>();
  const output = standardOutput(options);
  const [words] = command.processedArgs as [readonly string[]];
  const { trial = -1, file: files = [] } = options;
  if (words.length + files.length === 0)
    throw usage('there is nothing to note', 'Write a text, or name a --file.');
  const attributes = words.map(attribute);
  return withOpenStudy(options, async (study) => {
    for (const file of files) await attachFile(study, file, { trial });
    await Promise.all(attributes.map(([key, value]) => study.note(key, value, trial)));
    if (output.json) output.value(Object.fromEntries(attributes));
    else output.line(`Noted beside ${trial < 0 ? study.name : `trial ${trial}`}.`);
    return exit.ok;
  });
}

/** `key=value`, or text under the key `note`. */
function attribute(text: string): readonly [key: string, value: ParamValue] {
  const match = /^([A-Za-z_][\w.-]*)=([\s\S]*)$/.exec(text);
  if (match === null) {
    if (text.trim() === '') throw usage('the note is empty', 'Write what is to be kept.');
    return ['note', text];
  }
  const [, key = '', value = ''] = match;
  return [key, jsonOr(value)];
}

function jsonOr(text: string): ParamValue {
  try {
    return JSON.parse(text) as ParamValue;
  } catch {
    return text;
  }
}
