import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Page } from './page.ts';
import { snippetsOf } from './snippet.ts';

const block = (info: string, text: string): string => `\`\`\`${info}\n${text}\n\`\`\`\n`;

describe('reading blocks', () => {
  it('finds them with their line, indented ones too', () => {
    const markdown = `text\n\n${block('bash', 'echo 1')}- item\n\n  \`\`\`json x.json\n  {}\n  \`\`\`\n`;
    expect(snippetsOf(markdown)).toMatchObject([
      { language: 'bash', line: 3, text: 'echo 1\n', exit: 0 },
      { language: 'json', line: 8, text: '{}\n', file: 'x.json' },
    ]);
  });

  it('does not take a fence inside a longer fence for an end', () => {
    expect(snippetsOf('````text\n```bash\n```\n````\n')).toHaveLength(1);
  });

  it.each(['bash maybe', 'ts ../out.ts', 'bash exit=one', 'text skip:'])('refuses the info "%s"', (info) => {
    expect(() => snippetsOf(block(info, ''))).toThrow(/line 1.*not understood/);
  });

  it('refuses an open block', () => {
    expect(() => snippetsOf('a\n```bash\n')).toThrow(/line 2.*never closed/);
  });
});

describe('a page', () => {
  let page: Page;
  beforeAll(async () => {
    page = await Page.open();
  });
  afterAll(() => page.close());

  const run = (info: string, text: string): Promise<string | undefined> =>
    page.run(snippetsOf(block(info, text))[0]!);

  it('keeps files for later blocks', async () => {
    expect(await run('json data/x.json', '{ "a": 1 }')).toBeUndefined();
    expect(
      await run('bash', 'grep -q a data/x.json && node -e "console.log(process.version)"'),
    ).toBeUndefined();
  });

  it('tells what failed', async () => {
    expect(await run('bash', 'echo oops; false; echo on')).toMatch(/ended with 1, not 0:\noops\n$/);
    expect(await run('bash', 'false | cat')).toMatch(/ended with 1/);
    expect(await run('bash exit=3', 'exit 2')).toMatch(/ended with 2, not 3/);
    expect(await run('bash exit=3', 'exit 3')).toBeUndefined();
    expect(await run('ts', 'const x: number = "a"; console.log(x);')).toMatch(/TS2322/);
    expect(await run('ts', 'process.exit(4);')).toMatch(/ended with 4/);
    expect(await run('python broken.py', 'def (')).toMatch(/SyntaxError/);
    await expect(run('json', '{')).rejects.toThrow(SyntaxError);
  });

  it('refuses what it cannot check', async () => {
    expect(await run('go', 'x')).toMatch(/need a file name, or "skip: reason"/);
    expect(await run('', 'x')).toMatch(/need a file name, or "skip: reason"/);
    expect(await run('yaml', 'x: 1')).toMatch(/study.yaml/);
    expect(await run('go skip: shows another tool', 'x')).toBeUndefined();
  });
});
