import type { Study } from '../study/study.ts';
import { type StudyOptions, withStudy } from './locate.ts';

/** Opens a study to change it, and lets go of it whatever happens. @param folder - where its program would run */
export function withOpenStudy<T>(
  options: StudyOptions,
  use: (study: Study) => Promise<T>,
  folder = '.',
): Promise<T> {
  return withStudy(options, async ({ storage, record }) => {
    const { loadStudy } = await import('../node.ts');
    const study = await loadStudy(record.id, { storage, folder });
    try {
      return await use(study);
    } finally {
      await study.close();
    }
  });
}
