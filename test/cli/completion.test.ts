import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { Folder } from './command.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

describe('tunewright completion', () => {
  it('completes commands and options in bash', () => {
    const script = folder.write('complete.bash', folder.run(['completion', 'bash']).stdout);
    const complete = (...words: string[]): string[] => {
      const line = `source '${script}'; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _tunewright; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', line], { encoding: 'utf8' }).stdout.trim().split('\n');
    };
    expect(complete('tunewright', 're')).toEqual(['replay', 'rerun', 'resume']);
    expect(complete('tunewright', 'run', '--tr')).toEqual(['--trials']);
    expect(complete('tunewright', 'export', '--f')).toEqual(['--format']);
  });

  it.skipIf(!has('zsh'))('is a script that zsh reads', () => {
    const script = folder.write('complete.zsh', folder.run(['completion', 'zsh']).stdout);
    expect(spawnSync('zsh', ['-n', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it.skipIf(!has('fish'))('is a script that fish reads', () => {
    const script = folder.write('complete.fish', folder.run(['completion', 'fish']).stdout);
    expect(spawnSync('fish', ['-n', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it('knows every option of every command, in each shell', () => {
    const help = folder.run(['trials', '--help']).stdout;
    const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option = '']) => option);
    expect(options).toContain('--where');
    for (const shell of ['bash', 'zsh']) {
      const script = folder.run(['completion', shell]).stdout;
      for (const option of options) expect(script).toContain(option);
    }
    expect(folder.run(['completion', 'fish']).stdout).toContain(
      "__fish_seen_subcommand_from trials' -l where",
    );
  });
});
