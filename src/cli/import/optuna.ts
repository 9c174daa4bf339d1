import { existsSync } from 'node:fs';
import { TunewrightError } from '../../errors.ts';
import { suggestion } from '../../space/nearest.ts';
import { show } from '../../space/problem.ts';
import { type Database, loadDriver } from '../../storage/node/sqlite/driver.ts';

/** How Optuna describes the values of a parameter. */
export interface OptunaDistribution {
  readonly name: string;
  readonly attributes: {
    readonly low?: number;
    readonly high?: number;
    readonly log?: boolean;
    readonly step?: number | null;
    /** Steps in files of Optuna 2. */
    readonly q?: number;
    readonly choices?: readonly (string | number | boolean | null)[];
  };
}

export interface OptunaTrial {
  readonly number: number;
  readonly state: 'COMPLETE' | 'PRUNED' | 'FAIL' | 'RUNNING' | 'WAITING';
  /** NaN where unknown; Optuna writes local time. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly params: ReadonlyMap<
    string,
    { readonly number: number; readonly distribution: OptunaDistribution }
  >;
  readonly values: readonly number[];
  readonly intermediate: readonly (readonly [step: number, value: number])[];
  readonly attributes: { readonly [key: string]: unknown };
  /** Parameters that somebody fixed when enqueueing it. */
  readonly fixed: { readonly [name: string]: unknown };
}

export interface OptunaStudy {
  readonly name: string;
  readonly directions: readonly ('minimize' | 'maximize')[];
  /** Names of the objectives, if they were given. */
  readonly metrics: readonly string[] | undefined;
  readonly attributes: { readonly [key: string]: unknown };
  readonly trials: readonly OptunaTrial[];
}

/** Of Optuna 3.2 up to 5; their tables are the same. */
const KNOWN_SCHEMA = 12;

/**
 * Reads a study from Optuna's SQLite file, which is opened read-only.
 * @param url - `sqlite:///study.db` as Optuna writes it, or a path
 * @param name - which study; needed when there are several
 */
export function readOptuna(url: string, name: string | undefined): OptunaStudy {
  const path = pathOf(url);
  if (!existsSync(path))
    throw failed(
      `there is no file ${show(path)}`,
      'Check the path: sqlite:///study.db is study.db in this folder.',
    );
  const { DatabaseSync } = loadDriver();
  let database: Database | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    return readStudy(database, path, name);
  } catch (cause) {
    if (cause instanceof TunewrightError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw failed(
      `${show(path)} cannot be read as an Optuna study: ${message}`,
      'Name the SQLite file that Optuna wrote.',
    );
  } finally {
    database?.close();
  }
}

function pathOf(url: string): string {
  const path = url.replace(/^sqlite:\/\/\//, '');
  if (!/^[a-z+]+:\/\//.test(path)) return path;
  throw failed(
    `${show(url)} is not a SQLite file`,
    'Copy it into one first: optuna.copy_study(..., to_storage="sqlite:///study.db").',
  );
}

function readStudy(database: Database, path: string, name: string | undefined): OptunaStudy {
  const rows = <Row>(sql: string, ...args: number[]): Row[] => database.prepare(sql).all(...args) as Row[];
  const [info] = rows<{ schema_version: number; library_version: string }>('SELECT * FROM version_info');
  if (info?.schema_version !== KNOWN_SCHEMA)
    throw failed(
      `${show(path)} was written by Optuna ${info?.library_version ?? 'of an unknown version'}, whose tables are not known`,
      'Bring it up to date with: optuna storage upgrade --storage sqlite:///FILE.',
    );
  const studies = rows<{ study_id: number; study_name: string }>('SELECT * FROM studies');
  const names = studies.map((study) => study.study_name);
  const found =
    name === undefined && studies.length === 1 ? studies[0] : studies.find((s) => s.study_name === name);
  if (found === undefined)
    throw failed(
      name === undefined
        ? `${show(path)} holds ${studies.length} studies`
        : `there is no study ${show(name)} in ${show(path)}.${suggestion(name, names)}`,
      `Name one with --study-name: ${names.join(', ')}.`,
    );
  const id = found.study_id;
  const system = attributes(
    rows('SELECT key, value_json FROM study_system_attributes WHERE study_id = ?', id),
  );
  const metrics = system['study:metric_names'];
  return {
    name: found.study_name,
    directions: rows<{ direction: string }>(
      'SELECT direction FROM study_directions WHERE study_id = ? ORDER BY objective',
      id,
    ).map(({ direction }) => (direction === 'MAXIMIZE' ? 'maximize' : 'minimize')),
    metrics: Array.isArray(metrics) ? metrics.map(String) : undefined,
    attributes: attributes(rows('SELECT key, value_json FROM study_user_attributes WHERE study_id = ?', id)),
    trials: readTrials(rows, id),
  };
}

type Rows = <Row>(sql: string, ...args: number[]) => Row[];

function readTrials(rows: Rows, study: number): readonly OptunaTrial[] {
  const ofStudy = 'JOIN trials USING (trial_id) WHERE study_id = ?';
  const params = grouped<{
    trial_id: number;
    param_name: string;
    param_value: number;
    distribution_json: string;
  }>(
    rows(
      `SELECT trial_id, param_name, param_value, distribution_json FROM trial_params ${ofStudy} ORDER BY param_id`,
      study,
    ),
  );
  const values = grouped<{ trial_id: number; value: number | null; value_type: string }>(
    rows(`SELECT trial_id, value, value_type FROM trial_values ${ofStudy} ORDER BY objective`, study),
  );
  const intermediate = grouped<{ trial_id: number; step: number; value: number | null; type: string }>(
    rows(
      `SELECT trial_id, step, intermediate_value AS value, intermediate_value_type AS type FROM trial_intermediate_values ${ofStudy} ORDER BY step`,
      study,
    ),
  );
  const user = grouped<Attribute>(
    rows(`SELECT trial_id, key, value_json FROM trial_user_attributes ${ofStudy}`, study),
  );
  const system = grouped<Attribute>(
    rows(`SELECT trial_id, key, value_json FROM trial_system_attributes ${ofStudy}`, study),
  );
  return rows<{
    trial_id: number;
    number: number;
    state: OptunaTrial['state'];
    datetime_start: string | null;
    datetime_complete: string | null;
  }>('SELECT * FROM trials WHERE study_id = ? ORDER BY number', study).map(
    ({ trial_id: id, number, state, datetime_start, datetime_complete }) => ({
      number,
      state,
      startedAt: timeOf(datetime_start),
      endedAt: timeOf(datetime_complete),
      params: new Map(
        (params.get(id) ?? []).map(({ param_name, param_value, distribution_json }) => [
          param_name,
          { number: param_value, distribution: JSON.parse(distribution_json) as OptunaDistribution },
        ]),
      ),
      values: (values.get(id) ?? []).map(({ value, value_type }) => numberOf(value, value_type)),
      intermediate: (intermediate.get(id) ?? []).map(
        ({ step, value, type }) => [step, numberOf(value, type)] as const,
      ),
      attributes: attributes(user.get(id) ?? []),
      fixed: (attributes(system.get(id) ?? []).fixed_params ?? {}) as { readonly [name: string]: unknown },
    }),
  );
}

interface Attribute {
  readonly trial_id: number;
  readonly key: string;
  readonly value_json: string;
}

function grouped<Row extends { readonly trial_id: number }>(
  rows: readonly Row[],
): ReadonlyMap<number, readonly Row[]> {
  return Map.groupBy(rows, ({ trial_id }) => trial_id);
}

function attributes(rows: readonly Omit<Attribute, 'trial_id'>[]): { readonly [key: string]: unknown } {
  return Object.fromEntries(rows.map(({ key, value_json }) => [key, JSON.parse(value_json) as unknown]));
}

function numberOf(value: number | null, type: string): number {
  if (type === 'INF_POS') return Number.POSITIVE_INFINITY;
  if (type === 'INF_NEG') return Number.NEGATIVE_INFINITY;
  return value ?? Number.NaN;
}

/** `2026-11-24 19:42:49.405217`, in the local time of whoever wrote it. */
function timeOf(text: string | null): number {
  return text === null ? Number.NaN : Date.parse(text.replace(' ', 'T').slice(0, 23));
}

function failed(message: string, mend: string): TunewrightError {
  return new TunewrightError('TW_IMPORT', message, { mend });
}
