import assert from 'node:assert/strict';
import { printExpression } from '@kalamdb/sql';
import type { IndexDraft } from '../index-changes.ts';
import type { TableDefinition, UniqueRecord } from '../table-definition.ts';

/** The index that enforces a UNIQUE constraint: it has the constraint's name. */
export function uniqueIndex(
  { id: tableId, namespace, columns }: TableDefinition,
  { name, columns: ids, nullsDistinct }: UniqueRecord,
  createdAt: number,
): IndexDraft {
  const keys = ids.map((id) => {
    const column = columns.find((known) => known.id === id);
    assert(column !== undefined, `table ${tableId} has no column with the constraint's id ${id}`);
    const text = printExpression({ kind: 'column', path: [{ text: column.name, at: 0 }], at: 0 });
    return { text, descending: false, nullsFirst: false };
  });
  const whereText = undefined;
  return { namespace, name, tableId, unique: true, nullsDistinct, keys, whereText, createdAt };
}
