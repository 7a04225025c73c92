import { printString, quoteName } from '@kalamdb/sql';
import { defaultFrom, shownDefault } from '../sequences/default-text.ts';
import type { SequenceCatalog } from '../sequences/sequence-catalog.ts';
import type { SequenceRecord } from '../sequences/sequence-record.ts';
import { countingTexts } from '../sequences/sequence-text.ts';
import { type ConstraintText, constraintTexts, type FindTable } from './constraint-text.ts';
import type { ColumnRecord, TableDefinition, TableOptions } from './table-definition.ts';

/** The statement that makes a table of this definition. */
export function tableText(
  definition: TableDefinition,
  findTable: FindTable,
  sequences: SequenceCatalog,
): string {
  const { kind, namespace, name, options } = definition;
  const elements = [
    ...definition.columns.map((column) =>
      columnText(column, sequences.ofColumn(definition.id, column.id), sequences),
    ),
    ...constraintTexts(definition, findTable).map((each) => elementText(definition, each)),
  ];
  const written = optionTexts(options);
  return [
    `CREATE ${kind.toUpperCase()} TABLE ${quoteName(namespace)}.${quoteName(name)} (`,
    elements.map((element) => `  ${element}`).join(',\n'),
    written.length === 0 ? ')' : `) WITH (${written.join(', ')})`,
  ].join('\n');
}

/** A primary key that is called after its table goes without its name. */
function elementText(
  { primaryKeyName }: TableDefinition,
  { name, type, text }: ConstraintText,
): string {
  const isNamed = type !== 'PRIMARY KEY' || primaryKeyName !== undefined;
  return isNamed ? `CONSTRAINT ${quoteName(name)} ${text}` : text;
}

/** `own`: the sequence that belongs to the column. */
function columnText(
  column: ColumnRecord,
  own: SequenceRecord | undefined,
  sequences: SequenceCatalog,
): string {
  const { nullable, generatedText } = column;
  const name = quoteName(column.name);
  const serial = own && serialType(column, own);
  if (serial !== undefined) return `${name} ${serial}`;
  const head = `${name} ${column.type}${nullable ? '' : ' NOT NULL'}`;
  if (generatedText !== undefined) return `${head} GENERATED ALWAYS AS (${generatedText}) STORED`;
  if (own !== undefined && column.identity !== undefined) {
    return `${head} ${printIdentity(column.identity, own)}`;
  }
  if (column.defaultText === undefined) return head;
  return `${head} DEFAULT ${shownDefault(column.defaultText, sequences)}`;
}

const serialTypes = { SMALLINT: 'SMALLSERIAL', INT: 'SERIAL', BIGINT: 'BIGSERIAL' } as const;

/** The type that stands for the column with its sequence, if one does. */
function serialType(
  { nullable, type, defaultText, identity }: ColumnRecord,
  own: SequenceRecord,
): string | undefined {
  const isSerial = !nullable && identity === undefined && defaultText === defaultFrom(own);
  return isSerial && own.type === type && countingTexts(own).length === 0
    ? serialTypes[own.type]
    : undefined;
}

/** How the identity of a column is written. */
export function printIdentity(
  identity: NonNullable<ColumnRecord['identity']>,
  own: SequenceRecord,
): string {
  const texts = countingTexts(own);
  const when = identity === 'always' ? 'ALWAYS' : 'BY DEFAULT';
  return `GENERATED ${when} AS IDENTITY${texts.length === 0 ? '' : ` (${texts.join(' ')})`}`;
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
