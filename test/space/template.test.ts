import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../src/space/template.ts';

const known = (name: string): boolean => ['lr', 'learning rate', '😀'].includes(name);

const pieces = (template: string): unknown[] =>
  parseTemplate(template, known).map((piece) => (piece.type === 'text' ? piece.text : { name: piece.name }));

describe('a template', () => {
  it.each<[string, unknown[]]>([
    ['', []],
    ['--lr', ['--lr']],
    ['{lr}', [{ name: 'lr' }]],
    ['--lr={optimizer.lr}!', ['--lr=', { name: 'optimizer.lr' }, '!']],
    ['{a}{b[0]}', [{ name: 'a' }, { name: 'b[0]' }]],
    ['{learning rate}{😀}', [{ name: 'learning rate' }, { name: '😀' }]],
    ['{misspelt}', [{ name: 'misspelt' }]],
    ['{{lr}}', ['{lr}']],
    ['{{"lr": {lr}}}', ['{"lr": ', { name: 'lr' }, '}']],
    ['{"a": {"b": 1}}', ['{"a": {"b": 1}}']],
    ['{"a": {lr}}', ['{"a": ', { name: 'lr' }, '}']],
    ['{print $1}', ['{print $1}']],
    ['{', ['{']],
    ['}', ['}']],
    ['{}', ['{}']],
    ['a{b', ['a{b']],
    ['{not known}', ['{not known}']],
  ])('%j', (template, expected) => expect(pieces(template)).toEqual(expected));

  it('keeps every character of what holds no braces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        const text = any.replaceAll('{', '');
        expect(parseTemplate(text, known)).toEqual(text === '' ? [] : [{ type: 'text', text }]);
      }),
    );
  });
});
