import { TunewrightError } from '../../errors.ts';
import type { KnowledgeTransferred } from '../../trial/event.ts';
import type { TransferSource } from '../definition/definition.ts';
import { openLedger } from '../opening.ts';
import type { StudyParts } from '../parts.ts';
import { compileTerms, type Terms } from '../terms.ts';
import { knowledgeOf } from './knowledge.ts';

/**
 * What the earlier studies of a definition know, as they are now; to be kept in the log, so that it stays the same.
 * @throws {TunewrightError} TW_TRANSFER_SOURCE, TW_TRANSFER_OBJECTIVE, TW_TRANSFER_SPACE, and TW_STORAGE_... for a file
 */
export async function readKnowledge(parts: StudyParts, terms: Terms): Promise<KnowledgeTransferred[]> {
  const events: KnowledgeTransferred[] = [];
  for (const source of terms.definition.transfer ?? []) events.push(await readOne(parts, terms, source));
  return events;
}

async function readOne(
  parts: StudyParts,
  terms: Terms,
  source: TransferSource,
): Promise<KnowledgeTransferred> {
  const { study, file } = source;
  const storage = file === undefined ? parts.storage : await parts.storageAt?.(file);
  if (storage === undefined) throw unknown(`files such as ${JSON.stringify(file)} cannot be read here`);
  try {
    const record = await storage.find(study);
    if (record === undefined) {
      throw unknown(`there is no study ${JSON.stringify(study)} in ${storage.location}`);
    }
    const { state, definition } = await openLedger(storage, record);
    return knowledgeOf(terms, { terms: compileTerms(definition), state, source }, parts.clock.now());
  } finally {
    if (storage !== parts.storage) await storage.close();
  }
}

function unknown(message: string): TunewrightError {
  return new TunewrightError('TW_TRANSFER_SOURCE', message, {
    place: { path: 'transfer' },
    mend: 'Name a study that exists: its name, or FILE#NAME if it is in another SQLite file.',
  });
}
