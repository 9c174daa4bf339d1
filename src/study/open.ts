import { TunewrightError } from '../errors.ts';
import type { ParamValue } from '../space/space.ts';
import type { SpaceSpec } from '../space/spec.ts';
import type { StudyRecord } from '../storage/port.ts';
import type { Definition } from './definition/definition.ts';
import type { StudyInput } from './definition/input.ts';
import { parseDefinition } from './definition/parse.ts';
import { bringsBudget } from './join.ts';
import { openLedger } from './opening.ts';
import type { StudyParts } from './parts.ts';
import { schedulerProblemOf } from './steering.ts';
import { Study } from './study.ts';
import { compileTerms, problemOf, type Terms } from './terms.ts';
import { readKnowledge } from './transfer/read.ts';
import { version } from './version.ts';

/**
 * Makes a study, or joins the one of that name if it is the same. A different budget is an edit, which the log keeps.
 * @throws {TunewrightError} TW_STUDY_DIFFERS, and whatever is wrong with the definition
 */
export async function openStudyWith<const S extends SpaceSpec>(
  parts: StudyParts,
  input: StudyInput<S> | Definition,
): Promise<Study<S>> {
  const definition = definitionOf(input);
  const terms = compileTerms(definition);
  // Known before anything is written.
  parts.sampler(definition).create(problemOf(terms, definition));
  parts.scheduler(definition).create(schedulerProblemOf(terms, definition));
  const { record, created } = await findOrCreate(parts, terms);
  const ledger = await openLedger(parts.storage, record);
  const study = new Study<S>(parts, terms, ledger);
  if (!created && bringsBudget(ledger.definition, definition)) {
    const { budget, confirm } = definition;
    const { confirm: _, ...kept } = ledger.definition;
    const edited = { ...kept, budget, ...(confirm !== undefined && { confirm }) };
    const share = confirm === undefined ? '' : `, with confirmation ${JSON.stringify(confirm)}`;
    await study.edit(edited, `the budget is now ${JSON.stringify(budget)}${share}`);
  }
  return study;
}

/**
 * Opens a study that exists.
 * @param nameOrId - its name or id
 * @throws {TunewrightError} TW_STUDY_UNKNOWN
 */
export async function loadStudyWith(parts: StudyParts, nameOrId: string): Promise<Study> {
  const record = await parts.storage.find(nameOrId);
  if (record === undefined) {
    const known = (await parts.storage.list()).map(({ name }) => JSON.stringify(name));
    throw new TunewrightError(
      'TW_STUDY_UNKNOWN',
      `There is no study ${JSON.stringify(nameOrId)} in ${parts.storage.location}.`,
      { mend: known.length === 0 ? 'It holds none.' : `It has: ${known.slice(0, 20).join(', ')}.` },
    );
  }
  const ledger = await openLedger(parts.storage, record);
  return new Study(parts, compileTerms(ledger.definition), ledger);
}

async function findOrCreate(
  parts: StudyParts,
  terms: Terms,
): Promise<{ record: StudyRecord; created: boolean }> {
  const { storage, clock } = parts;
  const { definition } = terms;
  const { name } = definition;
  for (;;) {
    const found = await storage.find(name);
    if (found?.name === name) return { record: found, created: false };
    const knowledge = await readKnowledge(parts, terms);
    try {
      const record = await storage.create(name, [
        {
          type: 'study-created',
          at: clock.now(),
          definition: definition as unknown as ParamValue,
          version,
        },
        ...knowledge,
      ]);
      return { record, created: true };
    } catch (error) {
      // Another process was faster.
      if (!(error instanceof TunewrightError && error.code === 'TW_STORAGE_NAME_TAKEN')) throw error;
    }
  }
}

/** @throws {TunewrightError} what is wrong with it */
export function definitionOf(input: StudyInput | Definition): Definition {
  return isDefinition(input) ? input : parseDefinition(input);
}

/** What `parseDefinition` made; it lists objectives where people write one. */
function isDefinition(input: StudyInput | Definition): input is Definition {
  return 'objectives' in input && 'constraints' in input && 'retries' in input;
}
