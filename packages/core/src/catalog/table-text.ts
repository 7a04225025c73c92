import { printString, quoteName } from '@kalamdb/sql';
import type { ColumnRecord, TableDefinition, TableOptions } from './table-definition.ts';

/** The statement that makes a table of this definition. */
export function tableText(definition: TableDefinition): string {
  const { kind, namespace, name, options } = definition;
  const elements = [...definition.columns.map(columnText), ...constraintTexts(definition)];
  const written = optionTexts(options);
  return [
    `CREATE ${kind.toUpperCase()} TABLE ${quoteName(namespace)}.${quoteName(name)} (`,
    elements.map((element) => `  ${element}`).join(',\n'),
    written.length === 0 ? ')' : `) WITH (${written.join(', ')})`,
  ].join('\n');
}

function constraintTexts({
  columns,
  primaryKey,
  uniques = [],
  checks = [],
}: TableDefinition): readonly string[] {
  const list = (ids: readonly number[]) =>
    ids.map((id) => quoteName(columns.find((column) => column.id === id)?.name ?? '')).join(', ');
  const named = (name: string, text: string) => `CONSTRAINT ${quoteName(name)} ${text}`;
  return [
    ...(primaryKey.length === 0 ? [] : [`PRIMARY KEY (${list(primaryKey)})`]),
    ...uniques.map((unique) => {
      const nulls = unique.nullsDistinct ? '' : ' NULLS NOT DISTINCT';
      return named(unique.name, `UNIQUE${nulls} (${list(unique.columns)})`);
    }),
    ...checks.map((check) => named(check.name, `CHECK (${check.text})`)),
  ];
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
