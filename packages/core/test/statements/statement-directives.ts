import { locate, type ParameterInput, type Row, SqlError } from '@kalamdb/sql';
import { formatValue, type GoldenDirectives } from '@kalamdb/sql/testing';
import { CoreError } from '../../src/error.ts';
import type { Principal } from '../../src/policy.ts';
import type { ResultField, ResultRows, StatementResult } from '../../src/result.ts';
import { alice, dba, readRows, root, service } from '../database/run.ts';
import { openTestDatabase } from '../database/test-database.ts';

const principals: Readonly<Record<string, Principal>> = { root, dba, service, alice };

/**
 * Golden directives over a new, empty database. The argument is who runs the script: root (unless
 * given), dba, service or alice.
 *
 * A JSON array without blanks behind the name, as in `run root [1,"a"]`, gives `$1…`.
 *
 * - `run`: what each statement gives: its message, its count, or its columns and rows.
 * - `error`: a script that must fail: code, SQLSTATE, line:column and message, then the hint.
 */
export async function statementDirectives(): Promise<GoldenDirectives> {
  const { database } = await openTestDatabase();
  const execute = ([name = 'root', values = '[]']: readonly string[], sql: string) => {
    const principal = principals[name];
    if (principal === undefined) throw new Error(`nobody is called ${name}`);
    const parameters = JSON.parse(values) as readonly ParameterInput[];
    return database.execute({ principal, namespace: 'default', sql, parameters });
  };
  return {
    run: async ({ arguments: settings, input }) => {
      const lines: string[] = [];
      for (const result of await execute(settings, input)) lines.push(await formatResult(result));
      return lines.join('\n');
    },
    error: async ({ arguments: settings, input }) => {
      try {
        for (const result of await execute(settings, input)) await formatResult(result);
      } catch (error) {
        return formatError(error, input);
      }
      throw new Error('this must fail, but did not');
    },
  };
}

async function formatResult(result: StatementResult): Promise<string> {
  switch (result.kind) {
    case 'rows':
      return formatRows(result.fields, result.rows);
    case 'affected':
      return `${result.verb} ${result.count}`;
    case 'done':
      return result.message;
    default:
      return result satisfies never;
  }
}

async function formatRows(fields: readonly ResultField[], rows: ResultRows): Promise<string> {
  const line = (row: Row) =>
    row.map((value, index) => formatValue(fields[index].type, value)).join(' | ');
  const head = fields.map(({ name }) => name).join(' | ');
  return [`(${head})`, ...(await readRows(rows)).map(line)].join('\n');
}

function formatError(error: unknown, text: string): string {
  if (!(error instanceof SqlError || error instanceof CoreError)) throw error;
  const { code, sqlState, message, position, hint } = error;
  const place = position === undefined ? '-' : shortPlace(text, position);
  const lines = [`${code} ${sqlState} ${place} ${message}`];
  return [...lines, ...(hint === undefined ? [] : [`hint: ${hint}`])].join('\n');
}

function shortPlace(text: string, position: number): string {
  const { line, column } = locate(text, position);
  return `${line}:${column}`;
}
