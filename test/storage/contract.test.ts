import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { memoryStorage } from '../../src/storage/memory.ts';
import { sqliteStorage } from '../../src/storage/node/sqlite/sqlite.ts';
import { storageContract } from '../../src/testing/storage-contract.ts';

const inProcess = 'Each memory storage is a place of its own and ends with the process.';

storageContract('memory', async () => ({ open: async () => memoryStorage(), dispose: async () => {} }), {
  describe,
  it,
  exceptions: { durable: inProcess, shared: inProcess },
});

storageContract(
  'sqlite',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tunewright-'));
    return {
      open: () => sqliteStorage(join(folder, 'studies.db')),
      dispose: () => rm(folder, { recursive: true }),
    };
  },
  { describe, it },
);
