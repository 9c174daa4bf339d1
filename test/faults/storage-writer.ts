import { sqliteStorage } from '../../src/storage/node/sqlite/sqlite.ts';

/**
 * Appends `count` events, each by compare-and-append, and says on standard output which position it was given once
 * that is acknowledged. Arguments: path, study, name of this writer, count.
 */
const [path, study, name, count] = process.argv.slice(2) as [string, string, string, string];
const storage = await sqliteStorage(path);
for (let done = 0; done < Number(count); ) {
  const head = await storage.head(study);
  const key = `${name}:${done}`;
  const result = await storage.append(study, [{ type: 'noted', at: 0, trial: -1, key, value: head }], head);
  if (result === 'conflict') continue;
  done++;
  process.stdout.write(`${result} ${key}\n`);
}
await storage.close();
