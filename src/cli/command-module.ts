import type { Command } from 'commander';

/** A subcommand: what it takes, and what it does. */
export interface CommandModule {
  /** Adds arguments, options and examples. */
  define(command: Command): void;
  /**
   * @param command - after parsing
   * @param rest - everything after the first `--`, untouched
   * @param all - every subcommand
   * @returns the exit code
   */
  run(command: Command, rest: readonly string[], all: readonly CommandEntry[]): Promise<number>;
}

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}
