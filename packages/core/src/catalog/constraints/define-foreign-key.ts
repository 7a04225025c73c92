import {
  conditions,
  type ForeignKeyConstraint,
  parseTypeName,
  SqlError,
  type SqlTypeKind,
  type TableName,
} from '@kalamdb/sql';
import type { RelationName } from '../stored-view.ts';
import type { ColumnRecord, ForeignKeyRecord, TableDefinition } from '../table-definition.ts';
import { type ConstrainedTable, constraintName } from './constraint-name.ts';
import { namedColumns } from './named-columns.ts';
import { referencedKey } from './referenced-key.ts';

/** Most FOREIGN KEYs of a table. */
const MAX_FOREIGN_KEYS = 100;

/** Finds the stored table that a name stands for; `undefined` if that is the table `own` itself. */
export type FindReferenced = (written: TableName, own: RelationName) => TableDefinition | undefined;

/**
 * A FOREIGN KEY as stored. A name that is not given is PostgreSQL's: the table, the columns and
 * `fkey`. Throws SqlError SQL_INVALID_NAME, SQL_DUPLICATE_NAME, SQL_UNKNOWN_COLUMN,
 * SQL_INVALID_TABLE, SQL_TYPE_MISMATCH, SQL_UNSUPPORTED and what `find` throws.
 */
export function defineForeignKey(
  table: ConstrainedTable,
  constraint: ForeignKeyConstraint,
  find: FindReferenced,
): ForeignKeyRecord {
  const { name, at, onDelete, onUpdate } = constraint;
  if ((table.foreignKeys ?? []).length >= MAX_FOREIGN_KEYS) {
    const message = `table "${table.name}" has more than ${MAX_FOREIGN_KEYS} FOREIGN KEYs`;
    throw new SqlError('SQL_INVALID_TABLE', message, { position: at });
  }
  const columns = namedColumns(table, constraint.columns, 'FOREIGN KEY');
  const other = find(constraint.table, table);
  checkScopes(table.kind, other?.kind ?? table.kind, constraint);
  const referenced = referencedColumns(other ?? table, constraint);
  checkTypes(columns, referenced, constraint);
  const ids = columns.map(({ id }) => id);
  refuseSettingGenerated(table, ids, constraint);
  const words = columns.map((column) => column.name);
  return {
    name: constraintName(table, name, { words, last: 'fkey' }),
    columns: ids,
    tableId: other?.id,
    referenced: referenced.map(({ id }) => id),
    onDelete,
    onUpdate,
  };
}

/** A row must be able to see the row that it references, whoever it belongs to. */
function checkScopes(
  kind: TableDefinition['kind'],
  other: TableDefinition['kind'],
  { at, table: { name } }: ForeignKeyConstraint,
): void {
  if (kind === 'stream' || other === 'stream') {
    throw new SqlError('SQL_UNSUPPORTED', 'a STREAM table has no part in a FOREIGN KEY', {
      position: at,
      hint: 'Its rows go after some time, whatever references them.',
    });
  }
  if (kind === 'user' || other === 'shared') return;
  throw new SqlError(
    'SQL_UNSUPPORTED',
    `a SHARED table cannot reference USER table "${name.text}": each user has other rows there`,
    { position: name.at, hint: 'Make both of them USER tables, or both SHARED tables.' },
  );
}

function referencedColumns(
  target: ConstrainedTable,
  { columns, table: { name }, referenced: names }: ForeignKeyConstraint,
): readonly ColumnRecord[] {
  const referenced =
    names.length === 0
      ? target.columns
          .filter(({ id }) => target.primaryKey.includes(id))
          .sort((a, b) => target.primaryKey.indexOf(a.id) - target.primaryKey.indexOf(b.id))
      : namedColumns(target, names, 'REFERENCES');
  const position = names[0]?.at ?? name.at;
  if (referenced.length === 0) {
    throw new SqlError('SQL_INVALID_TABLE', `table "${target.name}" has no primary key`, {
      position,
      hint: 'Name the columns of one of its UNIQUE constraints.',
    });
  }
  if (referenced.length !== columns.length) {
    const message = `${columns.length} columns cannot reference ${referenced.length} columns`;
    throw new SqlError('SQL_INVALID_TABLE', message, {
      sqlState: conditions.invalidForeignKey,
      position,
    });
  }
  const ids = referenced.map(({ id }) => id);
  if (referencedKey(target, ids) !== undefined) return referenced;
  const list = referenced.map((column) => column.name).join(', ');
  const message = `no UNIQUE constraint of table "${target.name}" is over (${list})`;
  throw new SqlError('SQL_INVALID_TABLE', message, {
    sqlState: conditions.invalidForeignKey,
    position,
    hint: `Add one first: ALTER TABLE ${target.name} ADD UNIQUE (${list}).`,
  });
}

function checkTypes(
  columns: readonly ColumnRecord[],
  referenced: readonly ColumnRecord[],
  { columns: written, at }: ForeignKeyConstraint,
): void {
  for (const [place, column] of columns.entries()) {
    const other = referenced[place] as ColumnRecord;
    if (haveSameKeys(column.type, other.type)) continue;
    throw new SqlError(
      'SQL_TYPE_MISMATCH',
      `column "${column.name}" of type ${column.type} cannot reference column "${other.name}" of type ${other.type}`,
      { position: written[place]?.at ?? at },
    );
  }
}

const integers: readonly SqlTypeKind[] = ['smallint', 'int', 'bigint'];

/** Whether equal values of two types, as `typeName` spells them, have the same bytes in keys. */
export function haveSameKeys(a: string, b: string): boolean {
  const kinds = [parseTypeName(a).kind, parseTypeName(b).kind];
  return kinds[0] === kinds[1] || kinds.every((kind) => integers.includes(kind));
}

/** Generated columns cannot be set, so no action may have to. */
function refuseSettingGenerated(
  { columns: tableColumns }: ConstrainedTable,
  columns: readonly number[],
  { onDelete, onUpdate, at }: ForeignKeyConstraint,
): void {
  const isGenerated = tableColumns.some(
    ({ id, generatedText }) => generatedText !== undefined && columns.includes(id),
  );
  if (!isGenerated) return;
  const isDeleteBad = onDelete === 'set-default' || onDelete === 'set-null';
  const isUpdateBad = onUpdate !== 'no-action' && onUpdate !== 'restrict';
  if (!isDeleteBad && !isUpdateBad) return;
  const words = isDeleteBad ? `ON DELETE ${spell(onDelete)}` : `ON UPDATE ${spell(onUpdate)}`;
  throw new SqlError('SQL_SYNTAX', `${words} would set generated columns, which are computed`, {
    position: at,
    hint: 'Use CASCADE for ON DELETE, and RESTRICT or NO ACTION for ON UPDATE.',
  });
}

function spell(action: string): string {
  return action.replace('-', ' ').toUpperCase();
}
