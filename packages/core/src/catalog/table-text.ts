import { printString, quoteName } from '@kalamdb/sql';
import { type ConstraintText, constraintTexts, type FindTable } from './constraint-text.ts';
import type { ColumnRecord, TableDefinition, TableOptions } from './table-definition.ts';

/** The statement that makes a table of this definition. */
export function tableText(definition: TableDefinition, findTable: FindTable): string {
  const { kind, namespace, name, options } = definition;
  const elements = [
    ...definition.columns.map(columnText),
    ...constraintTexts(definition, findTable).map(elementText),
  ];
  const written = optionTexts(options);
  return [
    `CREATE ${kind.toUpperCase()} TABLE ${quoteName(namespace)}.${quoteName(name)} (`,
    elements.map((element) => `  ${element}`).join(',\n'),
    written.length === 0 ? ')' : `) WITH (${written.join(', ')})`,
  ].join('\n');
}

/** That of the primary key goes without its name, which is always the same. */
function elementText({ name, type, text }: ConstraintText): string {
  return type === 'PRIMARY KEY' ? text : `CONSTRAINT ${quoteName(name)} ${text}`;
}

function columnText(column: ColumnRecord): string {
  const { name, type, nullable, defaultText, generatedText } = column;
  const notNull = nullable ? '' : ' NOT NULL';
  const value = defaultText === undefined ? '' : ` DEFAULT ${defaultText}`;
  const computed =
    generatedText === undefined ? '' : ` GENERATED ALWAYS AS (${generatedText}) STORED`;
  return `${quoteName(name)} ${type}${notNull}${value}${computed}`;
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
