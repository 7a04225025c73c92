import { sqlTypes } from '@kalamdb/sql';
import type { StatementResult } from '../../result.ts';
import type { Session } from '../session.ts';

/** Rows of text as a result. */
export function textRows(
  { principal }: Session,
  names: readonly string[],
  rows: readonly (readonly string[])[],
): StatementResult {
  return {
    kind: 'rows',
    fields: names.map((name) => ({ name, type: sqlTypes.text, flags: [] })),
    rows: { kind: 'rows', rows },
    asUser: principal.userId,
  };
}
