import type { CommandEntry } from './command-module.ts';

/** In the order of the help. */
export const groups: readonly (readonly [title: string, entries: readonly CommandEntry[]])[] = [
  [
    'Tune',
    [
      { name: 'init', summary: 'write a study file for a script', load: () => import('./command/init.ts') },
      {
        name: 'plan',
        summary: 'show what would run, without running it',
        load: () => import('./command/plan.ts'),
      },
      { name: 'run', summary: 'run a study, or go on with it', load: () => import('./command/run.ts') },
    ],
  ],
  [
    'Look',
    [
      { name: 'list', summary: 'the studies of a folder', load: () => import('./command/list.ts') },
      { name: 'show', summary: 'a study, or one trial of it', load: () => import('./command/show.ts') },
      {
        name: 'best',
        summary: 'the best setting and its command line',
        load: () => import('./command/best.ts'),
      },
      {
        name: 'explain',
        summary: 'which parameters mattered, and the trial to use',
        load: () => import('./command/explain.ts'),
      },
      {
        name: 'verdict',
        summary: 'whether the winner is really better',
        load: () => import('./command/verdict.ts'),
      },
      { name: 'trials', summary: 'the trials as a table', load: () => import('./command/trials.ts') },
      { name: 'logs', summary: 'what a trial printed', load: () => import('./command/logs.ts') },
      {
        name: 'export',
        summary: 'all trials as CSV, JSON or Parquet',
        load: () => import('./command/export.ts'),
      },
      {
        name: 'schedule',
        summary: 'which settings were in force until a trial was reached',
        load: () => import('./command/schedule.ts'),
      },
      {
        name: 'replay',
        summary: 'check that every suggestion can be made again',
        load: () => import('./command/replay.ts'),
      },
    ],
  ],
  [
    'Steer',
    [
      {
        name: 'enqueue',
        summary: 'have a configuration of yours tried',
        load: () => import('./command/enqueue.ts'),
      },
      {
        name: 'confirm',
        summary: 'run the best again on data that the search has not seen',
        load: () => import('./command/confirm.ts'),
      },
      { name: 'rerun', summary: 'evaluate a trial once more', load: () => import('./command/rerun.ts') },
      {
        name: 'note',
        summary: 'write something down beside a trial or study',
        load: () => import('./command/note.ts'),
      },
      { name: 'pause', summary: 'start nothing new until resumed', load: () => import('./command/pause.ts') },
      { name: 'resume', summary: 'go on after pause or stop', load: () => import('./command/resume.ts') },
      { name: 'stop', summary: 'end a running study cleanly', load: () => import('./command/stop.ts') },
      {
        name: 'import',
        summary: 'take over an Optuna study or a CSV file',
        load: () => import('./command/import.ts'),
      },
      {
        name: 'completion',
        summary: 'make your shell complete commands',
        load: () => import('./command/completion.ts'),
      },
    ],
  ],
];

export const entries: readonly CommandEntry[] = groups.flatMap(([, list]) => list);
