import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Database, StatementResult } from '@kalamdb/core';
import { batchRows, type Row, sqlTypes } from '@kalamdb/sql';
import type { Progress } from './child-message.ts';
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

/** Codes of errors that say: no such table. */
const unknownTable: ReadonlySet<string> = new Set(['SQL_UNKNOWN_TABLE', 'CORE_TABLE_NOT_FOUND']);

/** The dialect of a test file by its name; undefined if it is no test file. */
export function dialectOf(path: string): Dialect | undefined {
  if (/\.test(\.gz)?$/.test(path)) return 'sqlite';
  return /\.slt(\.gz)?$/.test(path) ? 'datafusion' : undefined;
}

/**
 * Run one test file on an empty database of its own; `report` is told before each record. Throws if
 * the file cannot be read.
 */
export async function runFile(
  path: string,
  report: (progress: Progress) => void,
): Promise<FileReport> {
  const records = readRecords(path, 0);
  const dialect = dialectOf(path) ?? 'sqlite';
  const database = await openEmptyDatabase();
  const lacksFile = records.some(({ kind }) => kind === 'include');
  const reasons: string[] = [];
  const failures: Failure[] = [];
  let [passed, unsupported] = [0, 0];
  try {
    for (const record of records) {
      report({ total: records.length, line: record.line, passed, skipped: reasons.length });
      const outcome = forgive(await runRecord(database, dialect, record), lacksFile);
      if (outcome.kind === 'failed') failures.push(outcome.failure);
      else if (outcome.kind === 'skipped') reasons.push(outcome.reason);
      else {
        passed++;
        if (outcome.unsupported) unsupported++;
      }
    }
  } finally {
    await database.close();
  }
  const skipped = countOf(reasons);
  return { path, passed, failed: failures.length, unsupported, skipped, failures };
}

function countOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** The records of a file with those of the files it includes; one that is missing stays. */
function readRecords(path: string, depth: number): SltRecord[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return parseSlt(text).flatMap((record): SltRecord[] => {
    if (record.kind !== 'include') return [record];
    const included = resolve(dirname(path), record.path);
    if (existsSync(included) && depth < DEEPEST_INCLUDE) return readRecords(included, depth + 1);
    return [record];
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
  if (record.kind === 'include') return { kind: 'skipped', reason: `no file \`${record.path}\`` };
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

/** A table that is not there may be one that a file makes that is not there. */
function forgive(outcome: Outcome, lacksFile: boolean): Outcome {
  if (!lacksFile || outcome.kind !== 'failed' || !unknownTable.has(outcome.failure.code)) {
    return outcome;
  }
  return { kind: 'skipped', reason: 'a table that an included file makes, which is not there' };
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
    for (const result of results) actual = await readResult(result);
    return { kind: 'result', results, actual };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { code, name, message, stack } = error as Error & { code?: unknown };
    const word = typeof code === 'string' ? code : name;
    return { kind: 'error', code: word, message: isFault(word) ? (stack ?? message) : message };
  }
}

/** What a query record compares: rows, or the count of changed rows as the only value. */
async function readResult(result: StatementResult): Promise<ActualResult> {
  if (result.kind === 'done') return { types: [], rows: [] };
  if (result.kind === 'affected') return { types: [sqlTypes.int], rows: [[result.count]] };
  return { types: result.fields.map(({ type }) => type), rows: await readRows(result) };
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
