import { TunewrightError } from '../errors.ts';
import type { Storage, StudyRecord } from '../storage/port.ts';
import { decodeSnapshot, encodeSnapshot, reducerVersion } from '../trial/snapshot.ts';
import { StudyState } from '../trial/state.ts';
import { Ledger } from './ledger.ts';

/** A shorter log is folded in no time. */
const leastEvents = 10_000;

/** Folds a study's log, from its snapshot where that is good. */
export async function openLedger(storage: Storage, record: StudyRecord): Promise<Ledger> {
  const ledger = new Ledger(storage, record, (await fromSnapshot(storage, record)) ?? new StudyState());
  await ledger.catchUp();
  ledger.alone = Number.POSITIVE_INFINITY;
  if (ledger.state.data.definitions.length === 0) {
    throw new TunewrightError('TW_STUDY_EMPTY', `The log of the study ${record.name} has no beginning.`, {
      kind: 'storage',
      mend: 'Restore the storage from a copy.',
    });
  }
  return ledger;
}

/** Keeps the state so that the next opening need not fold the whole log. Only saves time, so no failure matters. */
export async function saveSnapshot(ledger: Ledger, since: number): Promise<void> {
  const { state, storage, record } = ledger;
  const { position } = state;
  if (position < leastEvents || position - since < position / 4) return;
  try {
    await storage.saveSnapshot(record.id, {
      position,
      reducer: reducerVersion,
      bytes: encodeSnapshot(state),
    });
  } catch {
    // The log is complete without it.
  }
}

async function fromSnapshot(storage: Storage, record: StudyRecord): Promise<StudyState | undefined> {
  try {
    const snapshot = await storage.loadSnapshot(record.id);
    if (snapshot === undefined || snapshot.reducer !== reducerVersion) return undefined;
    const state = decodeSnapshot(snapshot.bytes);
    const fits = state?.position === snapshot.position && state.position <= (await storage.head(record.id));
    return fits ? state : undefined;
  } catch {
    return undefined;
  }
}
