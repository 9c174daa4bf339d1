import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Study } from '../../study/study.ts';
import { compileTerms } from '../../study/terms.ts';
import { withOpenStudy } from '../open-study.ts';
import { isStudyFile, readDefinition } from '../source.ts';
import { type CsvResults, csvResults } from './csv.ts';

/** What was imported into which study. */
export interface CsvImport {
  readonly name: string;
  readonly trials: number;
  readonly outside: number;
  readonly unknown: readonly string[];
  readonly ignored: readonly string[];
}

/**
 * Imports a CSV file into a study: into one that exists by its name, or by a study file, which makes it where it does not
 * exist.
 */
export async function importCsv(
  path: string,
  into: string,
  storage: string | undefined,
  names: ReadonlyMap<string, string>,
): Promise<CsvImport> {
  const text = await readFile(path, 'utf8');
  const take = async (study: Study): Promise<CsvImport> => {
    const { definition } = study;
    const metrics = [
      ...definition.objectives.map(({ metric }) => metric),
      ...compileTerms(definition).limits.flatMap((limit) => limit.names),
    ];
    const { results, ignored }: CsvResults = csvResults(text, study.space, metrics, names);
    return { name: study.name, ignored, ...(await study.import(results)) };
  };
  if (!isStudyFile(into)) {
    return withOpenStudy({ study: into, ...(storage !== undefined && { storage }) }, take);
  }
  const { openStudy } = await import('../../node.ts');
  const definition = await readDefinition(into);
  const study = await openStudy(definition, {
    folder: dirname(into),
    ...(storage !== undefined && { storage }),
  });
  try {
    return await take(study);
  } finally {
    await study.close();
  }
}
