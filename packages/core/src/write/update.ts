import { type BoundUpdate, compileRow, SqlError, settleExpression, type Value } from '@kalamdb/sql';
import type { StoredTable } from '../catalog/table-definition.ts';
import { compileChange, type StageChange } from './change-rows.ts';
import { checkNotNull, isSameValue } from './check-row.ts';
import { compileSearch } from './matching-rows.ts';
import { stageVersion } from './stage-version.ts';
import type { CompiledWrite } from './write-run.ts';

/**
 * UPDATE: new versions of all matching rows, as one commit. A row whose values stay the same is
 * counted, but not written. Throws SQL_UNSUPPORTED for a STREAM table and for key columns.
 */
export function compileUpdate(statement: BoundUpdate, table: StoredTable): CompiledWrite {
  checkUpdatable(statement, table);
  const search = compileSearch(table, statement.access, statement.predicate);
  const assignments = statement.assignments.map(({ column, value }) => ({
    column,
    evaluate: compileRow(value),
  }));
  const stage: StageChange = async (staging, run, { primaryKey, head, row }, number) => {
    const values: Value[] = row.slice();
    let changed = false;
    for (const { column, evaluate } of assignments) {
      // All expressions see the row as it was before the statement.
      const settled = settleExpression(run.context, () => evaluate(row, run.context));
      const value = settled instanceof Promise ? await settled : settled;
      changed ||= !isSameValue(value, row[column] as Value);
      values[column] = value;
    }
    if (!changed) return row;
    checkNotNull(table, values, number);
    const sequence = staging.nextSequence();
    const next = { table, primaryKey, sequence, head, before: row, values };
    return stageVersion(staging, run, { ...next, kind: 'update' });
  };
  return compileChange({ table, search, stage, returning: statement.returning });
}

function checkUpdatable({ assignments }: BoundUpdate, table: StoredTable): void {
  const { namespace, name, kind, columns, primaryKey } = table.info;
  if (kind === 'stream') {
    // Not CORE_READ_ONLY: the table can be written, its kind has no such statement.
    throw new SqlError('SQL_UNSUPPORTED', `STREAM table '${namespace}.${name}' has no UPDATE`, {
      hint: 'Its rows are events: INSERT a new one, or DELETE.',
    });
  }
  const key = assignments.find(({ column }) => primaryKey.includes(column));
  if (key === undefined) return;
  throw new SqlError(
    'SQL_UNSUPPORTED',
    `column '${columns[key.column]?.name}' is part of the primary key and cannot be changed`,
    { hint: 'DELETE the row and INSERT it with its new key.' },
  );
}
