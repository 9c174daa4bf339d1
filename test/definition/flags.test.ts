import { describe, expect, it } from 'vitest';
import { parseParameterFlag } from '../../src/study/definition/flags.ts';

describe('-p', () => {
  it.each<[string, string, object]>([
    ['lr=float(1e-5, 0.1, log)', 'lr', { float: [1e-5, 0.1], log: true }],
    ['layers=int(1,4)', 'layers', { int: [1, 4] }],
    [' a = int( 1 , 9, step=2, default=3 ) ', 'a', { int: [1, 9], step: 2, default: 3 }],
    ['opt=choice(sgd, adam)', 'opt', { categorical: ['sgd', 'adam'] }],
    [
      'opt=choice(log, none, "a, b", \'(c)\', 1, true, null)',
      'opt',
      { categorical: ['log', 'none', 'a, b', '(c)', 1, true, null] },
    ],
    ['q=choice("say \\"hi\\"", -5, .5, -O3)', 'q', { categorical: ['say "hi"', -5, 0.5, '-O3'] }],
    ['size=ordinal(s, l, default=l)', 'size', { ordinal: ['s', 'l'], default: 'l' }],
    ['b=bool()', 'b', { bool: true }],
    ['b=bool(default=false)', 'b', { bool: true, default: false }],
    ['c=constant(3)', 'c', { constant: 3 }],
    ['w=int(0, 10, when="layers > 2")', 'w', { int: [0, 10], when: 'layers > 2' }],
    ['u=int(16, 512, log, repeat=layers)', 'u', { int: [16, 512], log: true, repeat: 'layers' }],
    ['ünï-😀=float(0, 1)', 'ünï-😀', { float: [0, 1] }],
  ])('%s', (flag, name, spec) => {
    expect(parseParameterFlag(flag)).toEqual([name, spec]);
  });

  it.each<[string, string]>([
    ['', 'does not read name=kind'],
    ['lr', 'does not read name=kind'],
    ['lr=0.1', 'does not read name=kind'],
    ['=float(0,1)', 'does not read name=kind'],
    ['lr=flot(0, 1)', 'Did you mean "float"?'],
    ['lr=float(0, 1', 'expected a comma or a bracket (column 14)'],
    ['lr=float(0,, 1)', 'expected a value (column 12)'],
    ['lr=float(0, 1) x', 'has text after the bracket'],
    ['lr=float(0, 1, defualt=1)', 'Did you mean "default"?'],
    ['lr=choice("a)', 'expected a value'],
  ])('refuses %s', (flag, message) => {
    expect(() => parseParameterFlag(flag)).toThrow(message);
    expect(() => parseParameterFlag(flag)).toThrow(expect.objectContaining({ code: 'TW_FLAG_PARAMETER' }));
  });
});
