import { afterAll, describe, expect, it } from 'vitest';
import { Folder } from '../../cli/command.ts';

const folder = new Folder();
afterAll(() => folder.remove());

folder.write(
  'study.yaml',
  `name: rates
command: [node, -e, "console.log('loss=' + process.argv[1] ** 2)", "{learning_rate}"]
space:
  learning_rate: { float: [0.001, 1], log: true }
  kind: { categorical: [sgd, "2", 2] }
  units: { repeat: layers, int: [1, 64], default: 8 }
  layers: { int: [1, 3] }
objective: { minimize: loss }
budget: { trials: 4 }
`,
);

describe('tunewright import FILE.csv', () => {
  it('makes trials of lines, told what each column is by its name', () => {
    folder.write(
      'old.csv',
      '\ufefflr,kind,units[0],layers,loss,status,who\r\n0.1,sgd,3,1,0.5,,"Ann, ""A"""\r\n\r\n5,2,,,0.25,completed,\r\n0.01,,,,,failed,',
    );
    const args = ['import', 'old.csv', '--into', 'study.yaml', '--column', 'lr=learning_rate'];
    expect(folder.json(...args)).toEqual({
      name: 'rates',
      ignored: ['who'],
      first: 0,
      trials: 3,
      outside: 1,
      unknown: [],
    });
    expect(folder.run([...args]).stdout).toBe(
      'Imported 3 trials into rates.\n  1 outside the space: kept, but the sampler learns nothing from them\n  columns left out: who\n',
    );
    const trials = folder.json('trials');
    expect(JSON.stringify(trials)).toContain('"learning_rate":0.1');
    expect(JSON.stringify(trials)).toContain('"kind":2');
    expect(folder.run(['run', 'study.yaml']).code).toBe(0);
  });

  it('reads what export wrote, into another study', () => {
    folder.run(['export', '-s', 'rates', '--output', 'copy.csv']);
    const done = folder.run(['import', 'copy.csv', '--into', 'rates', '--json']);
    expect(done.stderr).toBe('');
    expect(JSON.parse(done.stdout)).toMatchObject({ trials: 10, unknown: [] });
  });

  it.each([
    ['', 'the file is empty'],
    ['a,b\n1,2\n', 'no column is a parameter: a, b'],
    ['learning_rate,status\n0.1,running\n', 'line 2: "running" is not the status'],
    ['learning_rate\n"0.1\n', 'line 2: a quote is missing'],
  ])('says what is wrong with %j', (text, message) => {
    folder.write('bad.csv', text);
    const { code, stderr } = folder.run(['import', 'bad.csv', '--into', 'rates']);
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
  });
});
