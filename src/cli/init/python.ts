import { argumentsOfCalls, listItems, named } from './calls.ts';
import { type FoundOption, literal, looksFloat } from './option.ts';

/** Options of argparse (`add_argument`), click (`@click.option`) and typer (`typer.Option`), in the order of the text. */
export function pythonOptions(source: string): readonly FoundOption[] {
  const text = source.replace(/^\s*#.*$/gm, '');
  const calls = argumentsOfCalls(text, /\.add_argument\(|\bclick\.option\(|@option\(/);
  return [...calls.flatMap(optionOfCall), ...typerOptions(text)];
}

function optionOfCall(args: readonly string[]): readonly FoundOption[] {
  const names = args.map(literal).filter((name): name is string => typeof name === 'string');
  // click writes --shuffle/--no-shuffle for switches.
  const flag = names.find((name) => name.startsWith('--')) ?? names.find((name) => name.startsWith('-'));
  if (flag === undefined) return [];
  if (
    flag.includes('/') ||
    named(args, 'is_flag') === 'True' ||
    /store_(true|false|const)|BooleanOptional|count/.test(named(args, 'action') ?? '')
  )
    return [{ flag: flag.split('/')[0] ?? flag, type: 'switch' }];
  const type = named(args, 'type') ?? '';
  const given = named(args, 'default');
  const choices = (
    listItems(named(args, 'choices')) ?? listItems(/Choice\(([\s\S]*)\)/.exec(type)?.[1])
  )?.map(literal);
  return [withType(flag, type, given, choices)];
}

function typerOptions(text: string): readonly FoundOption[] {
  const pattern = /(\w+)\s*:\s*(float|int|str|bool)\s*=\s*typer\.Option\(\s*([^,)]+)/g;
  return [...text.matchAll(pattern)].map(([, name = '', type = '', given = '']) => {
    const flag = `--${name.replaceAll('_', '-')}`;
    return type === 'bool' ? { flag, type: 'switch' } : withType(flag, type, given, undefined);
  });
}

function withType(
  flag: string,
  type: string,
  given: string | undefined,
  choices: readonly (string | number | undefined)[] | undefined,
): FoundOption {
  const value = literal(given);
  const rest = value === undefined ? {} : { default: value };
  const known = choices?.filter((choice) => choice !== undefined);
  if (known !== undefined && known.length > 0) return { flag, type: 'choice', choices: known, ...rest };
  if (/\bfloat\b|FLOAT/.test(type)) return { flag, type: 'float', ...rest };
  if (/\bint\b|INT/.test(type)) return { flag, type: 'int', ...rest };
  if (type === '' && typeof value === 'number')
    return { flag, type: looksFloat(given ?? '') ? 'float' : 'int', ...rest };
  return { flag, type: 'text', ...rest };
}
