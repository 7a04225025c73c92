import type { Value } from '@kalamdb/sql';
import { equalBytes } from '@kalamdb/store';
import type { TableIndex } from '../catalog/stored-index.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import { CoreError } from '../error.ts';
import { entryKey, prefixOf } from '../table/index-range.ts';
import { showValue } from './check-row.ts';
import type { Staging } from './commit/staging.ts';

/** A row that changes. Rows are of all user columns; longer ones are cut. */
export interface RowChange {
  readonly table: StoredTable;
  readonly scope: string;
  readonly primaryKey: Uint8Array;
  /** `undefined`: there was no live row. */
  readonly before: readonly Value[] | undefined;
  /** `undefined`: there is none any more. */
  readonly after: readonly Value[] | undefined;
}

/**
 * Stage the entries of a row that changes, in one index. CORE_DUPLICATE_KEY when the index is
 * unique and another row of the scope has the same keys; throws what the keys' expressions throw.
 */
export function stageIndexEntry(staging: Staging, index: TableIndex, change: RowChange): void {
  const { table, scope, primaryKey, before, after } = change;
  const prefix = prefixOf(index, scope);
  const old = before && entryKey(index, prefix, before, primaryKey);
  const next = after && entryKey(index, prefix, after, primaryKey);
  if (old !== undefined && next !== undefined && equalBytes(old.key, next.key)) return;
  if (old !== undefined && (!old.isUnique || isOwn(staging.get(old.key), primaryKey))) {
    staging.delete(old.key);
  }
  if (next === undefined || after === undefined) return;
  if (next.isUnique) {
    const owner = staging.get(next.key);
    if (owner !== undefined && !isOwn(owner, primaryKey)) throw duplicate(index, table, after);
  }
  staging.put(next.key, primaryKey);
}

/** While a unique index is built, an entry may still be another row's. */
function isOwn(entry: Uint8Array | undefined, primaryKey: Uint8Array): boolean {
  return entry !== undefined && equalBytes(entry, primaryKey);
}

function duplicate(
  { record, info }: TableIndex,
  { info: table, definition }: StoredTable,
  row: readonly Value[],
): CoreError {
  const values = info.keys.map(({ expression }) => {
    if (expression.kind !== 'column') return undefined;
    return showValue(row[expression.index] as Value, expression.type);
  });
  const what = values.includes(undefined) ? 'a value' : `value '${values.join(', ')}'`;
  const isConstraint = definition.uniques?.some(({ name }) => name === record.name) === true;
  const rule = isConstraint ? 'constraint' : 'index';
  const where = `already exists in unique ${rule} '${record.name}' (${record.keys.map(({ text }) => text).join(', ')}) of table '${table.namespace}.${table.name}'`;
  return new CoreError('CORE_DUPLICATE_KEY', `Unique violation: ${what} ${where}`, {
    discreet: `Unique violation: a value ${where}`,
  });
}
