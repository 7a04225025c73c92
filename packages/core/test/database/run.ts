import { batchRows, type ParameterInput, type Row } from '@kalamdb/sql';
import type { Database } from '../../src/database.ts';
import type { Principal } from '../../src/policy.ts';
import type { ResultRows, StatementResult } from '../../src/result.ts';

export const root: Principal = { userId: 'root', role: 'system' };
export const dba: Principal = { userId: 'dora', role: 'dba' };
export const service: Principal = { userId: 'sam', role: 'service' };
export const alice: Principal = { userId: 'alice', role: 'user' };
export const bob: Principal = { userId: 'bob', role: 'user' };

export interface RunOptions {
  readonly parameters?: readonly ParameterInput[];
  readonly namespace?: string;
  readonly signal?: AbortSignal;
}

/** A result for comparing: rows, `insert 2`, or the message. */
export type Outcome = readonly Row[] | string;

/** Run a script and read its results to their ends. */
export async function runScript(
  database: Database,
  principal: Principal,
  sql: string,
  { parameters = [], namespace = 'default', signal }: RunOptions = {},
): Promise<readonly Outcome[]> {
  const results = await database.execute({ principal, namespace, sql, parameters, signal });
  return outcomesOf(results);
}

/** Read results to their ends. */
export async function outcomesOf(results: readonly StatementResult[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const result of results) outcomes.push(await toOutcome(result));
  return outcomes;
}

/** Run a text of one statement. */
export async function run(
  database: Database,
  principal: Principal,
  sql: string,
  options?: RunOptions,
): Promise<Outcome> {
  const [outcome, ...others] = await runScript(database, principal, sql, options);
  if (outcome === undefined || others.length > 0) throw new Error('expected one result');
  return outcome;
}

export async function readRows(rows: ResultRows): Promise<readonly Row[]> {
  if (rows.kind === 'rows') return rows.rows;
  const all: Row[] = [];
  for await (const batch of rows.batches) all.push(...batchRows(batch));
  return all;
}

async function toOutcome(result: StatementResult): Promise<Outcome> {
  switch (result.kind) {
    case 'rows':
      return readRows(result.rows);
    case 'affected':
      return `${result.verb} ${result.count}`;
    case 'done':
      return result.message;
    default:
      return result satisfies never;
  }
}
