import {
  type AddColumn,
  type BoundExpression,
  bindDefault,
  type ColumnInfo,
  castValue,
  defineGenerated,
  type Expression,
  parseTypeName,
  SqlError,
  someExpression,
  sqlTypes,
  type Value,
} from '@kalamdb/sql';
import { checkColumnCount, defineColumn } from '../define-columns.ts';
import { ownedSequence } from '../owned-sequence.ts';
import { buildStoredTable } from '../stored-table.ts';
import type { ColumnRecord, TableDefinition } from '../table-definition.ts';
import type { Alteration, EvaluateOnce } from './alteration.ts';
import { withSequence } from './change-identity.ts';

/**
 * ADD COLUMN. Rows that are there are not written again where they all get one value: they have the
 * one that DEFAULT has now in the column, also when the default is changed later. Where the value
 * differs from row to row (SERIAL, IDENTITY, a volatile DEFAULT, GENERATED) the column is `filled`.
 */
export function addColumn(
  alteration: Alteration,
  { column, ifNotExists }: AddColumn,
  evaluate: EvaluateOnce,
): Alteration {
  const { definition, surroundings } = alteration;
  const { name } = column;
  if (definition.columns.some((known) => known.name === name.text)) {
    if (ifNotExists) return alteration;
    throw new SqlError(
      'SQL_DUPLICATE_NAME',
      `column "${name.text}" of table "${definition.namespace}.${definition.name}" already exists`,
      { position: name.at },
    );
  }
  if (column.primaryKey) throw keyColumn(name.at);
  const id = definition.nextColumnId;
  const record = defineColumn(column, { id, inKey: false }, surroundings);
  checkColumnCount(definition.name, definition.columns.length + 1, name.at);
  const withColumn = (added: ColumnRecord): Alteration => ({
    ...alteration,
    definition: { ...definition, columns: [...definition.columns, added], nextColumnId: id + 1 },
    done: [...alteration.done, `added column ${name.text}`],
  });
  const [owned] = ownedSequence(column, record);
  if (owned !== undefined) return filling(withSequence(withColumn(record), owned), record);
  if (column.generated !== undefined) {
    checkGenerated(withColumn(record).definition, column.generated);
    return filling(withColumn(record), record);
  }
  const bound = boundDefault(column, record);
  if (bound === undefined) return withNull(withColumn(record), record);
  if (!isVolatile(bound)) {
    const missingText = textOf(evaluate(bound), record);
    if (missingText === undefined) return withNull(withColumn(record), record);
    return withColumn({ ...record, missingText });
  }
  return filling(withColumn(record), record);
}

/** Rows get a value each; whether it may be NULL is looked at afterwards. */
function filling(alteration: Alteration, record: ColumnRecord): Alteration {
  return withNull({ ...alteration, filled: new Set([...alteration.filled, record.id]) }, record);
}

/** Rows may have NULL in the column, so that NOT NULL asks for a look at them. */
function withNull(alteration: Alteration, { id, nullable }: ColumnRecord): Alteration {
  if (nullable) return alteration;
  return { ...alteration, required: new Set([...alteration.required, id]) };
}

/** Throws, at the place where it is written, what is wrong with the last column's expression. */
function checkGenerated(definition: TableDefinition, generated: Expression): void {
  const place = definition.columns.length - 1;
  const plain = definition.columns.map((column, index) =>
    index === place ? { ...column, generatedText: undefined } : column,
  );
  const { info } = buildStoredTable({ ...definition, columns: plain });
  const columns = info.columns.map((column, index) =>
    index === place ? { ...column, generated: true } : column,
  );
  defineGenerated(generated, columns[place] as ColumnInfo, { ...info, columns });
}

/** As it is written, so that its errors are there. */
function boundDefault(
  { defaultValue }: AddColumn['column'],
  { type, name }: ColumnRecord,
): BoundExpression | undefined {
  return defaultValue && bindDefault(defaultValue, parseTypeName(type), name);
}

function textOf(value: Value, { type }: ColumnRecord): string | undefined {
  if (value === null) return undefined;
  return String(castValue(value, parseTypeName(type), sqlTypes.text));
}

function isVolatile(expression: BoundExpression): boolean {
  return someExpression(
    expression,
    (part) => part.kind === 'call' && part.function.volatility === 'volatile',
  );
}

function keyColumn(position: number): SqlError {
  return new SqlError('SQL_UNSUPPORTED', 'a column of the primary key cannot be added', {
    position,
    hint: 'Create another table with the key and copy the rows.',
  });
}
