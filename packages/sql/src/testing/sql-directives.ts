import { locate, SqlError } from '../error.ts';
import { formatQuery } from './format-rows.ts';
import type { GoldenDirectives } from './golden.ts';
import { MemoryDatabase } from './memory-database.ts';

/**
 * Golden directives over a new, empty database in memory.
 *
 * - `exec`: statements; the output is the number of rows that the last one wrote, if any.
 * - `query <letters> [rowsort]`: a SELECT and its rows; see `formatQuery`.
 * - `plan`: a statement and its optimised plan, as EXPLAIN shows it.
 * - `error`: a statement that must fail; code, line:column and message, then the hint.
 */
export function sqlDirectives(): GoldenDirectives {
  const database = new MemoryDatabase();
  return {
    exec: async ({ input }) => {
      const { written } = await database.run(input);
      return written === 0 ? '' : String(written);
    },
    query: async (record) => {
      const { schema, rows } = await database.run(record.input);
      return formatQuery(record, schema, rows);
    },
    plan: ({ input }) => database.explain(input),
    error: async ({ input }) => {
      try {
        await database.run(input);
      } catch (error) {
        return formatError(error, input);
      }
      throw new Error('this must fail, but did not');
    },
  };
}

/** An error as golden files show it: `CODE line:column message`, and the hint on a line below. */
export function formatError(error: unknown, text: string): string {
  if (!(error instanceof SqlError)) throw error;
  const { code, message, position, hint } = error;
  const place = position === undefined ? '-' : shortPlace(text, position);
  return [`${code} ${place} ${message}`, ...(hint === undefined ? [] : [`hint: ${hint}`])].join(
    '\n',
  );
}

function shortPlace(text: string, position: number): string {
  const { line, column } = locate(text, position);
  return `${line}:${column}`;
}
