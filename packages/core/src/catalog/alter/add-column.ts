import {
  type AddColumn,
  type BoundExpression,
  bindDefault,
  castValue,
  parseExpression,
  parseTypeName,
  SqlError,
  someExpression,
  sqlTypes,
} from '@kalamdb/sql';
import { checkColumnCount, defineColumn } from '../define-columns.ts';
import { isCounted } from '../owned-sequence.ts';
import type { ColumnRecord } from '../table-definition.ts';
import type { Alteration, EvaluateOnce } from './alteration.ts';

/**
 * ADD COLUMN: rows that are there are not written again. They have the value that DEFAULT has now in
 * the column, also when the default is changed later, as PostgreSQL has it for defaults that are not
 * volatile; volatile ones, which would need a value for each row, are SQL_UNSUPPORTED.
 */
export function addColumn(
  alteration: Alteration,
  { column, ifNotExists }: AddColumn,
  evaluate: EvaluateOnce,
): Alteration {
  const { definition, required, done, surroundings } = alteration;
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
  if (column.generated !== undefined) throw generatedColumn(column.generated.at);
  if (isCounted(column)) throw volatileDefault(name.text, column.identity?.at ?? column.type.at);
  const id = definition.nextColumnId;
  const record = withMissingText(
    defineColumn(column, { id, inKey: false }, surroundings),
    column,
    evaluate,
  );
  const columns = [...definition.columns, record];
  checkColumnCount(definition.name, columns.length, name.at);
  const isRequired = !record.nullable && record.missingText === undefined;
  return {
    ...alteration,
    definition: { ...definition, columns, nextColumnId: id + 1 },
    required: isRequired ? new Set([...required, id]) : required,
    done: [...done, `added column ${name.text}`],
  };
}

function withMissingText(
  record: ColumnRecord,
  { name, defaultValue }: AddColumn['column'],
  evaluate: EvaluateOnce,
): ColumnRecord {
  if (record.defaultText === undefined) return record;
  const type = parseTypeName(record.type);
  const bound = bindDefault(parseExpression(record.defaultText), type, record.name);
  if (isVolatile(bound)) throw volatileDefault(name.text, defaultValue?.at ?? name.at);
  const value = evaluate(bound);
  if (value === null) return record;
  return { ...record, missingText: String(castValue(value, type, sqlTypes.text)) };
}

function isVolatile(expression: BoundExpression): boolean {
  return someExpression(
    expression,
    (part) => part.kind === 'call' && part.function.volatility === 'volatile',
  );
}

function volatileDefault(name: string, position: number): SqlError {
  return new SqlError(
    'SQL_UNSUPPORTED',
    `column "${name}" cannot be added with a DEFAULT that differs from row to row`,
    {
      position,
      hint: 'Add it without DEFAULT, UPDATE the rows that are there, and then ALTER COLUMN … SET DEFAULT or ADD GENERATED.',
    },
  );
}

function keyColumn(position: number): SqlError {
  return new SqlError('SQL_UNSUPPORTED', 'a column of the primary key cannot be added', {
    position,
    hint: 'Create another table with the key and copy the rows.',
  });
}

function generatedColumn(position: number): SqlError {
  return new SqlError('SQL_UNSUPPORTED', 'a generated column cannot be added to a table', {
    position,
    hint: 'Rows are not written again: create another table with the column and copy the rows.',
  });
}
