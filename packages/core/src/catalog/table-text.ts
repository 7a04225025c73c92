import assert from 'node:assert/strict';
import { printString, quoteName, type ReferentialAction } from '@kalamdb/sql';
import type {
  ColumnRecord,
  ForeignKeyRecord,
  TableDefinition,
  TableOptions,
} from './table-definition.ts';

/** The statement that makes a table of this definition. */
export function tableText(definition: TableDefinition, findTable: FindTable): string {
  const { kind, namespace, name, options } = definition;
  const elements = [
    ...definition.columns.map(columnText),
    ...constraintTexts(definition, findTable),
  ];
  const written = optionTexts(options);
  return [
    `CREATE ${kind.toUpperCase()} TABLE ${quoteName(namespace)}.${quoteName(name)} (`,
    elements.map((element) => `  ${element}`).join(',\n'),
    written.length === 0 ? ')' : `) WITH (${written.join(', ')})`,
  ].join('\n');
}

/** Finds a table by its id; `undefined` if it is gone. */
type FindTable = (tableId: number) => TableDefinition | undefined;

function constraintTexts(table: TableDefinition, findTable: FindTable): readonly string[] {
  const { primaryKey, uniques = [], checks = [], foreignKeys = [] } = table;
  const list = (ids: readonly number[]) => columnList(table, ids);
  const named = (name: string, text: string) => `CONSTRAINT ${quoteName(name)} ${text}`;
  return [
    ...(primaryKey.length === 0 ? [] : [`PRIMARY KEY (${list(primaryKey)})`]),
    ...uniques.map((unique) => {
      const nulls = unique.nullsDistinct ? '' : ' NULLS NOT DISTINCT';
      return named(unique.name, `UNIQUE${nulls} (${list(unique.columns)})`);
    }),
    ...checks.map((check) => named(check.name, `CHECK (${check.text})`)),
    ...foreignKeys.map((key) => named(key.name, foreignKeyText(table, key, findTable))),
  ];
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

function columnText({ name, type, nullable, defaultText }: ColumnRecord): string {
  const notNull = nullable ? '' : ' NOT NULL';
  const value = defaultText === undefined ? '' : ` DEFAULT ${defaultText}`;
  return `${quoteName(name)} ${type}${notNull}${value}`;
}

/** Those that say something. */
function optionTexts(options: TableOptions): readonly string[] {
  const { storageId, flushPolicy, deletedRetentionHours, ttlSeconds, accessLevel } = options;
  const flush = [
    ...(flushPolicy?.rows === undefined ? [] : [`rows:${flushPolicy.rows}`]),
    ...(flushPolicy?.intervalSeconds === undefined
      ? []
      : [`interval:${flushPolicy.intervalSeconds}`]),
  ];
  return [
    ...(storageId === undefined ? [] : [`STORAGE_ID = ${printString(storageId)}`]),
    ...(options.useUserStorage ? ['USE_USER_STORAGE = TRUE'] : []),
    ...(flush.length === 0 ? [] : [`FLUSH_POLICY = ${printString(flush.join(','))}`]),
    ...(deletedRetentionHours === undefined
      ? []
      : [`DELETED_RETENTION_HOURS = ${deletedRetentionHours}`]),
    ...(ttlSeconds === undefined ? [] : [`TTL_SECONDS = ${ttlSeconds}`]),
    ...(accessLevel === undefined ? [] : [`ACCESS_LEVEL = ${printString(accessLevel)}`]),
  ];
}
