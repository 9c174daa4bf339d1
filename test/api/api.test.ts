import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { entries, publicApi, snapshotOf } from '../../scripts/api.ts';

describe('the public API', () => {
  it.each(Object.entries(entries))(
    'of %s is the one in the snapshot (npm run api rewrites it)',
    (name, entry) => {
      expect(publicApi(entry)).toBe(readFileSync(snapshotOf(name), 'utf8'));
    },
  );
});
