import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { MetricCollector } from '../../metrics/collector.ts';
import { LineSplitter, plainLine } from '../lines.ts';
import { LogFile, type LogLimits } from '../log-file.ts';
import type { ReportQueue } from './reports.ts';

const mostWaiting = 64;
const stderrTail = 8192;

export interface OutputOptions {
  /** Where the logs are. */
  readonly folder: string;
  /** Goes on with the logs of an earlier attempt. */
  readonly again: boolean;
  readonly logs: LogLimits;
  readonly collector: MetricCollector;
  /** Output without a match holds no metrics. */
  readonly interesting: RegExp | undefined;
  readonly reports: ReportQueue;
}

/** Logs and reads what a program prints. */
export class Output {
  readonly #options: OutputOptions;
  readonly #out: LogFile;
  readonly #err: LogFile;
  readonly #decoder = new StringDecoder('utf8');
  readonly #lines: LineSplitter;
  #errors = '';

  constructor(streams: { readonly stdout: Readable; readonly stderr: Readable }, options: OutputOptions) {
    const { folder, again, logs, collector, interesting } = options;
    this.#options = options;
    this.#out = new LogFile(join(folder, 'stdout.log'), again, logs);
    this.#err = new LogFile(join(folder, 'stderr.log'), again, logs);
    this.#lines = new LineSplitter((line, redrawn) => collector.line(plainLine(line), redrawn), interesting);
    streams.stdout.on('data', (chunk: Buffer) => {
      this.#out.write(chunk);
      this.#lines.push(this.#decoder.write(chunk));
      this.#slowDown(streams.stdout);
    });
    streams.stderr.on('data', (chunk: Buffer) => {
      this.#err.write(chunk);
      const tail = chunk.length > stderrTail ? chunk.subarray(-stderrTail) : chunk;
      this.#errors = (this.#errors + tail.toString('utf8')).slice(-stderrTail);
    });
  }

  /** The end of standard error. */
  get errors(): string {
    return this.#errors;
  }

  /** Nothing more will come: reads what is left. */
  end(): void {
    this.#lines.push(this.#decoder.end());
    this.#lines.end();
    this.#options.collector.flush();
    this.#out.close();
    this.#err.close();
  }

  /** A program that reports faster than reports are kept waits for them. */
  #slowDown(stdout: Readable): void {
    const { reports } = this.#options;
    if (reports.length < mostWaiting || stdout.isPaused()) return;
    stdout.pause();
    const resume = (): void => void stdout.resume();
    reports.idle().then(resume, resume);
  }
}
