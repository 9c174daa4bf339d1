import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeTemplate, parseTemplate } from '../../src/space/template.ts';

describe('a template', () => {
  it.each([
    ['', []],
    ['--lr', ['--lr']],
    ['{lr}', [{ name: 'lr' }]],
    ['--lr={ optimizer.lr }!', ['--lr=', { name: 'optimizer.lr' }, '!']],
    ['{a}{b[0]}', [{ name: 'a' }, { name: 'b[0]' }]],
    ['{{"lr": {lr}}}', ['{"lr": ', { name: 'lr' }, '}']],
    ['awk {{print $1}}', ['awk {print $1}']],
  ])('%j', (template, expected) => {
    const pieces = parseTemplate(template).map((p) => (p.type === 'text' ? p.text : { name: p.name }));
    expect(pieces).toEqual(expected);
  });

  it.each(['{', '}', '{}', '{ }', 'a{b', 'a}b', '{a{b}', '{{{a}}', '{"a": {"b": 1}}'])(
    'refuses %j',
    (template) => {
      expect(() => parseTemplate(template)).toThrow(expect.objectContaining({ code: 'TW_TEMPLATE_BRACE' }));
    },
  );

  it('gives any escaped text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const pieces = parseTemplate(escapeTemplate(text));
        expect(pieces).toEqual(text === '' ? [] : [{ type: 'text', text }]);
      }),
    );
  });
});
