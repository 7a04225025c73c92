import type { SltRecord } from './record.ts';

/** Statements that are of other systems alone, and that no dialect directive marks. */
const foreignStatements: readonly { readonly form: RegExp; readonly reason: string }[] = [
  {
    form: /^COPY\s*\(.*\)\s*TO\s+'[^']*\.parquet'/is,
    reason: "COPY to a Parquet file of the server's disk: only DataFusion has it",
  },
  {
    form: /^IF\s+(NOT\s+)?EXISTS\s*\(\s*SELECT.*\)\s*(DROP|CREATE)\b/is,
    reason: 'IF EXISTS (…) before a statement: only Transact-SQL has it',
  },
];

/** Why a record can be about another system only; undefined if it is about SQL. */
export function foreignReason(record: SltRecord): string | undefined {
  if (!('sql' in record)) return undefined;
  return foreignStatements.find(({ form }) => form.test(record.sql.trim()))?.reason;
}
