import { resolve } from 'node:path';

export const root: string = resolve(import.meta.dirname, '..', '..');
export const bench: string = resolve(root, 'bench');
/** Environments and traces of peers; safe to delete. */
export const cache: string = resolve(bench, '.cache');
/** Where a maintainer keeps the development data, beside the checkout; see docs/benchmarks.md. */
export const sharedData: string = resolve(root, '..', 'shared', 'bench-data');
