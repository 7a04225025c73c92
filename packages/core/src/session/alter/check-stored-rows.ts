import { type Row, SqlError } from '@kalamdb/sql';
import { checkRows } from '../../catalog/alter/check-rows.ts';
import { referencedKey } from '../../catalog/constraints/referenced-key.ts';
import { foreignKeysOf } from '../../catalog/foreign-keys.ts';
import { checkConstraints, checkNotNullColumns } from '../../write/check-row.ts';
import { hidingValues } from '../../write/hiding-values.ts';
import { checkReference } from '../../write/references/check-reference.ts';
import { type ForeignKeyLink, linkForeignKey } from '../../write/references/foreign-key-link.ts';
import { Execution } from '../run/execution.ts';
import type { Session } from '../session.ts';
import type { PlannedAlteration } from './plan-alteration.ts';

/** Throws what is wrong with a stored row by new NOT NULL, CHECK and FOREIGN KEY constraints. */
export function checkStoredRows(session: Session, planned: PlannedAlteration): Promise<void> {
  const { before, after } = planned.change;
  const { required } = planned.alteration;
  const columns = after.columnIds.flatMap((id, index) => (required.has(id) ? [index] : []));
  const known = new Set(before.checks.map(({ name }) => name));
  const isChecked = after.checks.some(({ name }) => !known.has(name));
  const links = newLinks(session, planned);
  if (columns.length === 0 && !isChecked && links.length === 0) return Promise.resolve();
  const { store } = session.engine;
  const context = new Execution(session, [], session.signal);
  const check = (row: Row, scope: string) => {
    checkNotNullColumns(after, columns, row);
    checkConstraints(after, row, context);
    for (const link of links) checkReference((key) => store.getSync(key), link, scope, row);
  };
  const checkHiding = (row: Row, scope: string) => hidingValues(after, () => check(row, scope));
  return checkRows(store, after, checkHiding, session.signal);
}

/** Those of foreign keys that are added. */
function newLinks(
  { engine: { catalog } }: Session,
  { change: { before, after }, newIndexes }: PlannedAlteration,
): readonly ForeignKeyLink[] {
  const known = new Set((before.definition.foreignKeys ?? []).map(({ name }) => name));
  const added = foreignKeysOf(after.definition).filter(({ record }) => !known.has(record.name));
  const tables = {
    byId: (id: number) => (id === after.definition.id ? after : catalog.byId(id)),
    indexesOf: (id: number) => catalog.indexesOf(id),
  };
  const later = new Set(newIndexes.map(({ name }) => name));
  for (const { record, tableId, referencedId } of added) {
    const key = referencedKey(after.definition, record.referenced);
    if (tableId !== referencedId || key === 'primary' || !later.has(key?.name ?? '')) continue;
    throw new SqlError('SQL_UNSUPPORTED', `foreign key '${record.name}' references a new UNIQUE`, {
      hint: 'Add the UNIQUE constraint in a statement before this one.',
    });
  }
  return added.map((key) => linkForeignKey(tables, key));
}
