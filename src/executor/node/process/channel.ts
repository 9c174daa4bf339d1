import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reply } from '../../port.ts';
import { type Message, messageLine, parseMessage } from './message.ts';

export type MessageHandler = (message: Message) => Promise<Reply>;

const longestMessage = 8 * 1024 * 1024;
/** Socket paths are short: 104 bytes on macOS, 108 on Linux. */
const longestPath = 100;

/**
 * Where programs that use a helper talk to the executor: one Unix socket in a folder that only this user may enter.
 * A path outlives `exec`, shells and launchers that close inherited files, where a file descriptor would not.
 */
export class Channel {
  readonly path: string;
  readonly #folder: string;
  readonly #server: Server;
  readonly #handlers = new Map<string, MessageHandler>();
  readonly #sockets = new Set<Socket>();
  readonly #open = new Map<string, Promise<unknown>[]>();

  private constructor(folder: string, path: string) {
    this.#folder = folder;
    this.path = path;
    this.#server = createServer((socket) => this.#serve(socket));
    this.#server.unref();
  }

  static async open(): Promise<Channel> {
    const parent = join(tmpdir(), 'tunewright-123456', 'channel').length > longestPath ? '/tmp' : tmpdir();
    const folder = await mkdtemp(join(parent, 'tunewright-'));
    const channel = new Channel(folder, join(folder, 'channel'));
    await new Promise<void>((resolve, reject) => {
      channel.#server.once('error', reject);
      channel.#server.listen(channel.path, resolve);
    });
    return channel;
  }

  /** Messages under this lease go to the handler, until the returned function is called. */
  listen(lease: string, handler: MessageHandler): () => void {
    this.#handlers.set(lease, handler);
    this.#open.set(lease, []);
    return () => {
      this.#handlers.delete(lease);
      this.#open.delete(lease);
    };
  }

  /** Resolves when every connection under a lease is closed and what came over it is answered. */
  async ended(lease: string): Promise<void> {
    await Promise.all(this.#open.get(lease) ?? []);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true, force: true });
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let lease: string | undefined;
    let pending = '';
    let answers: Promise<unknown> = Promise.resolve();
    const answer = async (line: string): Promise<void> => {
      const value: unknown = JSON.parse(line);
      let reply: Reply = 'continue';
      if (lease === undefined) {
        lease = String((value as { hello?: unknown } | null)?.hello);
        this.#open.get(lease)?.push(closed.then(() => answers));
      }
      const handler = this.#handlers.get(lease);
      const message = parseMessage(value);
      if (handler === undefined) reply = 'stop';
      else if (message !== undefined) reply = await handler(message);
      if (socket.writable) socket.write(messageLine({ reply }));
    };
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      pending += text;
      const lines = pending.split('\n');
      pending = lines.pop() ?? '';
      if (pending.length > longestMessage) socket.destroy();
      for (const line of lines) {
        answers = answers.then(() => answer(line)).catch(() => socket.destroy());
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
