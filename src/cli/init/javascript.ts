import { argumentsOfCalls, listItems, named } from './calls.ts';
import { type FoundOption, literal, looksFloat } from './option.ts';

/** Options of commander (`.option('--lr <x>', ...)`), yargs (`.option('lr', {...})`) and `parseArgs` of node:util. */
export function javascriptOptions(source: string): readonly FoundOption[] {
  const text = source.replace(/^\s*\/\/.*$/gm, '');
  const calls = argumentsOfCalls(text, /\.(?:option|requiredOption)\(/);
  return [...calls.flatMap(optionOfCall), ...parseArgsOptions(text)];
}

function optionOfCall(args: readonly string[]): readonly FoundOption[] {
  const spec = literal(args[0]);
  if (typeof spec !== 'string') return [];
  const settings = listItems(args.find((arg) => arg.startsWith('{')));
  if (settings !== undefined) return [fromSettings(`--${spec}`, settings)];
  const flag = /--[\w-]+/.exec(spec)?.[0];
  if (flag === undefined) return [];
  if (!/[<[]/.test(spec)) return [{ flag, type: 'switch' }];
  const given = args.slice(2).find((arg) => literal(arg) !== undefined);
  return [withDefault(flag, given, /parseInt/.test(args.join()))];
}

function parseArgsOptions(text: string): readonly FoundOption[] {
  const [settings] = argumentsOfCalls(text, /\bparseArgs\(/);
  const options = listItems(named(listItems(settings?.[0]) ?? [], 'options'));
  return (options ?? []).flatMap((option) => {
    const match = /^['"]?([\w-]+)['"]?\s*:\s*([\s\S]+)$/.exec(option);
    return match === null ? [] : [fromSettings(`--${match[1]}`, listItems(match[2]) ?? [])];
  });
}

function fromSettings(flag: string, settings: readonly string[]): FoundOption {
  const type = literal(named(settings, 'type'));
  if (type === 'boolean') return { flag, type: 'switch' };
  const choices = listItems(named(settings, 'choices'))
    ?.map(literal)
    .filter((choice) => choice !== undefined);
  const given = named(settings, 'default');
  if (choices !== undefined && choices.length > 0) {
    const value = literal(given);
    return { flag, type: 'choice', choices, ...(value !== undefined && { default: value }) };
  }
  return withDefault(flag, given, false);
}

/** `parseArgs` has texts only: `default: '0.1'` is a number all the same. */
function withDefault(flag: string, given: string | undefined, whole: boolean): FoundOption {
  const value = literal(given);
  const number = typeof value === 'string' ? literal(value) : value;
  if (typeof number !== 'number')
    return { flag, type: 'text', ...(value !== undefined && { default: value }) };
  const written = typeof value === 'string' ? value : (given ?? '');
  return { flag, type: whole || !looksFloat(written) ? 'int' : 'float', default: number };
}
