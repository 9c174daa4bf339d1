/** Writes schema/study.json, by which editors complete and check study files: node scripts/study-schema.ts */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { jsonSchemaText } from './json-schema.ts';

writeFileSync(resolve(import.meta.dirname, '..', 'schema', 'study.json'), jsonSchemaText());
