import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Database, StatementResult } from '@kalamdb/core';
import { batchRows, type Row } from '@kalamdb/sql';
import { type ActualResult, compareResult } from './compare-result.ts';
import type { Failure, FileReport } from './file-report.ts';
import { openEmptyDatabase } from './open-empty-database.ts';
import { parseSlt } from './parse-slt.ts';
import type { Dialect, SltRecord } from './record.ts';

/** Depth to which a file may include others. */
const DEEPEST_INCLUDE = 8;

/** Codes of errors that say: this is not there yet. */
const missing: ReadonlySet<string> = new Set([
  'SQL_UNSUPPORTED',
  'SQL_UNKNOWN_FUNCTION',
  'SQL_UNKNOWN_TYPE',
]);

/** Told where a run is, so that one that hangs can be ended. */
export interface Progress {
  total(records: number): void;
  /** Before each record. */
  started(line: number): void;
  /** After each record. */
  done(outcome: 'passed' | 'failed' | 'skipped'): void;
}

/** The dialect of a test file by its name; undefined if it is no test file. */
export function dialectOf(path: string): Dialect | undefined {
  if (/\.test(\.gz)?$/.test(path)) return 'sqlite';
  return /\.slt(\.gz)?$/.test(path) ? 'datafusion' : undefined;
}

/** Run one test file on an empty database of its own. Throws if the file cannot be read. */
export async function runFile(path: string, progress: Progress): Promise<FileReport> {
  const records = readRecords(path, 0);
  const dialect = dialectOf(path) ?? 'sqlite';
  progress.total(records.length);
  const database = await openEmptyDatabase();
  const skipped = new Map<string, number>();
  const failures: Failure[] = [];
  let [passed, unsupported] = [0, 0];
  try {
    for (const record of records) {
      progress.started(record.line);
      const outcome = await runRecord(database, dialect, record);
      progress.done(outcome.kind);
      if (outcome.kind === 'failed') failures.push(outcome.failure);
      else if (outcome.kind === 'skipped') {
        skipped.set(outcome.reason, (skipped.get(outcome.reason) ?? 0) + 1);
      } else {
        passed++;
        if (outcome.unsupported) unsupported++;
      }
    }
  } finally {
    await database.close();
  }
  return { path, passed, failed: failures.length, unsupported, skipped, failures };
}

/** The records of a file with those of the files it includes; one that is missing is skipped. */
function readRecords(path: string, depth: number): SltRecord[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return parseSlt(text).flatMap((record): SltRecord[] => {
    if (record.kind !== 'include') return [record];
    const included = resolve(dirname(path), record.path);
    if (existsSync(included) && depth < DEEPEST_INCLUDE) return readRecords(included, depth + 1);
    return [{ kind: 'skipped', line: record.line, reason: `no file \`${record.path}\`` }];
  });
}

type Outcome =
  | { readonly kind: 'passed'; readonly unsupported: boolean }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

type Attempt =
  | { readonly kind: 'result'; readonly results: readonly StatementResult[]; actual: ActualResult }
  | { readonly kind: 'error'; readonly code: string; readonly message: string };

async function runRecord(
  database: Database,
  dialect: Dialect,
  record: SltRecord,
): Promise<Outcome> {
  if (record.kind === 'skipped') return record;
  if (record.kind === 'include') return { kind: 'skipped', reason: 'include' };
  const { line, sql } = record;
  const fail = (code: string, expected: string, actual: string): Outcome => ({
    kind: 'failed',
    failure: { line, sql, code, expected, actual },
  });
  const attempt = await execute(database, sql);
  if (record.kind === 'statement' && record.outcome === 'error') {
    if (attempt.kind === 'result') return fail('NO_ERROR', 'an error', 'none');
    if (isFault(attempt.code)) return fail(attempt.code, 'an error', attempt.message);
    return { kind: 'passed', unsupported: missing.has(attempt.code) };
  }
  if (attempt.kind === 'error') return fail(attempt.code, 'no error', attempt.message);
  const difference =
    record.kind === 'query'
      ? compareResult(record, dialect, attempt.actual)
      : compareCount(record.count, attempt.results);
  return difference === undefined
    ? { kind: 'passed', unsupported: false }
    : fail('WRONG_RESULT', difference.expected, difference.actual);
}

/** Whether an error is a fault of ours: those that are foreseen have codes of their own. */
function isFault(code: string): boolean {
  return !/^(SQL|CORE|STORE)_/.test(code);
}

async function execute(database: Database, sql: string): Promise<Attempt> {
  try {
    const principal = { userId: 'root', role: 'system' } as const;
    const request = { principal, namespace: 'default', sql, parameters: [] };
    const results = await database.execute(request);
    let actual: ActualResult = { types: [], rows: [] };
    for (const result of results) {
      if (result.kind === 'rows') {
        actual = { types: result.fields.map(({ type }) => type), rows: await readRows(result) };
      }
    }
    return { kind: 'result', results, actual };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { code, name, message, stack } = error as Error & { code?: unknown };
    const word = typeof code === 'string' ? code : name;
    return { kind: 'error', code: word, message: isFault(word) ? (stack ?? message) : message };
  }
}

async function readRows({ rows }: Extract<StatementResult, { kind: 'rows' }>): Promise<Row[]> {
  if (rows.kind === 'rows') return [...rows.rows];
  const read: Row[] = [];
  for await (const batch of rows.batches) for (const row of batchRows(batch)) read.push(row);
  return read;
}

function compareCount(count: number | undefined, results: readonly StatementResult[]) {
  const last = results.at(-1);
  const affected = last?.kind === 'affected' ? last.count : 0;
  if (count === undefined || count === affected) return undefined;
  return { expected: `${count} rows affected`, actual: `${affected}` };
}
