import assert from 'node:assert/strict';
import { primaryKeyName, quoteName, type ReferentialAction } from '@kalamdb/sql';
import type { ForeignKeyRecord, TableDefinition, UniqueRecord } from './table-definition.ts';

/** A constraint of a table as it is written behind its name. */
export interface ConstraintText {
  readonly name: string;
  readonly type: 'PRIMARY KEY' | 'UNIQUE' | 'CHECK' | 'FOREIGN KEY';
  readonly text: string;
}

/** Finds a table by its id; `undefined` if it is gone. */
export type FindTable = (tableId: number) => TableDefinition | undefined;

/** The constraints of a table but for NOT NULL: its key first, then by kind as they were made. */
export function constraintTexts(
  table: TableDefinition,
  findTable: FindTable,
): readonly ConstraintText[] {
  const { primaryKey, uniques = [], checks = [], foreignKeys = [] } = table;
  const key: ConstraintText = {
    name: primaryKeyName(table),
    type: 'PRIMARY KEY',
    text: `PRIMARY KEY (${columnList(table, primaryKey)})`,
  };
  return [
    ...(primaryKey.length === 0 ? [] : [key]),
    ...uniques.map((unique): ConstraintText => {
      return { name: unique.name, type: 'UNIQUE', text: uniqueText(table, unique) };
    }),
    ...checks.map((check): ConstraintText => {
      return { name: check.name, type: 'CHECK', text: `CHECK (${check.text})` };
    }),
    ...foreignKeys.map((foreign): ConstraintText => {
      const text = foreignKeyText(table, foreign, findTable);
      return { name: foreign.name, type: 'FOREIGN KEY', text };
    }),
  ];
}

function uniqueText(table: TableDefinition, { columns, nullsDistinct }: UniqueRecord): string {
  return `UNIQUE${nullsDistinct ? '' : ' NULLS NOT DISTINCT'} (${columnList(table, columns)})`;
}

function columnList({ columns }: TableDefinition, ids: readonly number[]): string {
  return ids
    .map((id) => quoteName(columns.find((column) => column.id === id)?.name ?? ''))
    .join(', ');
}

/** `FOREIGN KEY (…) REFERENCES …`, as it is in the definition of `table`. */
function foreignKeyText(
  table: TableDefinition,
  { columns, tableId, referenced, onDelete, onUpdate }: ForeignKeyRecord,
  findTable: FindTable,
): string {
  const other = tableId === undefined ? table : findTable(tableId);
  assert(other !== undefined, 'a table that is referenced is there');
  const name = `${quoteName(other.namespace)}.${quoteName(other.name)}`;
  const reference = `REFERENCES ${name} (${columnList(other, referenced)})`;
  const actions = `${actionText('DELETE', onDelete)}${actionText('UPDATE', onUpdate)}`;
  return `FOREIGN KEY (${columnList(table, columns)}) ${reference}${actions}`;
}

function actionText(event: string, action: ReferentialAction): string {
  return action === 'no-action' ? '' : ` ON ${event} ${action.replace('-', ' ').toUpperCase()}`;
}
