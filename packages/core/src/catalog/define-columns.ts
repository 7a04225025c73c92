import {
  bindDefault,
  type ColumnDefinition,
  type CreateTable,
  isKeyType,
  type Name,
  printExpression,
  resolveTypeName,
  SqlError,
  type SqlType,
  typeName,
} from '@kalamdb/sql';
import { storedDefault } from '../sequences/default-text.ts';
import type { ConstraintSurroundings } from './constraints/add-constraint.ts';
import { checkName } from './names.ts';
import { isCounted, type OwnedSequence, ownedSequence } from './owned-sequence.ts';
import type { ColumnRecord } from './table-definition.ts';

/** Most columns of a table. */
const MAX_COLUMNS = 1000;
/** Most columns of a primary key. */
const MAX_KEY_COLUMNS = 16;

export interface DefinedColumns {
  readonly columns: readonly ColumnRecord[];
  /** Column ids in key order. */
  readonly primaryKey: readonly number[];
  /** Sequences to be made for them. */
  readonly sequences: readonly OwnedSequence[];
}

/** The columns and key of CREATE TABLE, checked; column ids run from 1. Throws SqlError. */
export function defineColumns(
  statement: CreateTable,
  surroundings: DefaultSurroundings,
): DefinedColumns {
  const { name } = statement.table;
  checkColumnCount(name.text, statement.columns.length, name.at);
  const key = keyNames(statement);
  const keyed = new Set(key.map((name) => name.text));
  const ids = new Map<string, number>();
  const columns = statement.columns.map((column, index) => {
    const { text } = column.name;
    if (ids.has(text)) throw duplicate('column', column.name);
    ids.set(text, index + 1);
    return defineColumn(column, { id: index + 1, inKey: keyed.has(text) }, surroundings);
  });
  const sequences = statement.columns.flatMap((column, index) =>
    ownedSequence(column, columns[index] as ColumnRecord),
  );
  return { columns, primaryKey: key.map((name) => keyColumnId(name, ids)), sequences };
}

/** Throws SQL_INVALID_TABLE at `position` for a table of no or of too many columns. */
export function checkColumnCount(table: string, count: number, position: number): void {
  if (count > 0 && count <= MAX_COLUMNS) return;
  throw new SqlError(
    'SQL_INVALID_TABLE',
    `table '${table}' has ${count} columns; it may have 1 to ${MAX_COLUMNS}`,
    { position },
  );
}

/** Key columns in order: those marked PRIMARY KEY or those of the table constraint, never both. */
function keyNames(statement: CreateTable): readonly Name[] {
  const marked = statement.columns.filter((column) => column.primaryKey).map(({ name }) => name);
  const second = statement.primaryKey.length > 0 ? marked[0] : marked[1];
  if (second !== undefined) {
    throw new SqlError(
      'SQL_INVALID_TABLE',
      `table '${statement.table.name.text}' has more than one PRIMARY KEY`,
      { position: second.at, hint: 'A key of several columns is written PRIMARY KEY (a, b).' },
    );
  }
  const key = statement.primaryKey.length > 0 ? statement.primaryKey : marked;
  if (key.length > MAX_KEY_COLUMNS) {
    throw new SqlError(
      'SQL_INVALID_TABLE',
      `the primary key has ${key.length} columns; at most ${MAX_KEY_COLUMNS} are possible`,
      { position: key[MAX_KEY_COLUMNS]?.at },
    );
  }
  checkKeyNamesDiffer(key);
  return key;
}

function checkKeyNamesDiffer(key: readonly Name[]): void {
  const seen = new Set<string>();
  for (const name of key) {
    if (seen.has(name.text)) throw duplicate('key column', name);
    seen.add(name.text);
  }
}

function keyColumnId(name: Name, ids: ReadonlyMap<string, number>): number {
  const id = ids.get(name.text);
  if (id !== undefined) return id;
  throw new SqlError('SQL_UNKNOWN_COLUMN', `unknown column '${name.text}' in PRIMARY KEY`, {
    position: name.at,
  });
}

/** What is around a DEFAULT. */
export type DefaultSurroundings = Pick<ConstraintSurroundings, 'findSequence'>;

/** Where a column has its place. */
interface ColumnPlace {
  readonly id: number;
  /** It is part of the primary key. */
  readonly inKey: boolean;
}

/** A column as stored, checked. Throws SqlError. */
export function defineColumn(
  column: ColumnDefinition,
  { id, inKey }: ColumnPlace,
  surroundings: DefaultSurroundings,
): ColumnRecord {
  checkName('column', column.name);
  const type = resolveTypeName(column.type);
  if (type.kind === 'embedding' && type.dimensions === undefined) throw unsizedEmbedding(column);
  if (type.kind === 'array') throw arrayColumn(column, type);
  if (inKey) checkKeyColumn(column, type);
  return {
    id,
    name: column.name.text,
    type: typeName(type),
    nullable: !inKey && !isCounted(column) && column.nullable !== false,
    defaultText: defaultText(column, type, surroundings),
    ...(column.identity && { identity: column.identity.generation }),
    generatedText: column.generated && printExpression(column.generated),
  };
}

function unsizedEmbedding({ name, type: { at } }: ColumnDefinition): SqlError {
  const message = `column '${name.text}' needs the number of dimensions of its EMBEDDING`;
  return new SqlError('SQL_INVALID_VALUE', message, { position: at, hint: 'EMBEDDING(384)' });
}

function arrayColumn({ name, type: { at } }: ColumnDefinition, type: SqlType): SqlError {
  return new SqlError(
    'SQL_UNSUPPORTED',
    `column '${name.text}' cannot be of type ${typeName(type)}: arrays exist in expressions only`,
    { position: at, hint: 'Use JSON.' },
  );
}

function checkKeyColumn(column: ColumnDefinition, type: SqlType): void {
  const { name } = column;
  if (!isKeyType(type)) {
    throw new SqlError(
      'SQL_INVALID_TABLE',
      `column '${name.text}' of type ${typeName(type)} cannot be part of the primary key`,
      { position: name.at, hint: 'Use a type with an order, such as BIGINT, TEXT or UUID.' },
    );
  }
  if (column.nullable === true) {
    throw new SqlError(
      'SQL_INVALID_TABLE',
      `column '${name.text}' is part of the primary key and cannot be NULL`,
      { position: name.at },
    );
  }
}

/** The DEFAULT as text, after it was bound once: what cannot be bound later is refused now. */
function defaultText(
  column: ColumnDefinition,
  type: SqlType,
  { findSequence }: DefaultSurroundings,
): string | undefined {
  if (column.defaultValue === undefined) return undefined;
  bindDefault(column.defaultValue, type, column.name.text);
  return storedDefault(column.defaultValue, findSequence);
}

function duplicate(what: string, name: Name): SqlError {
  return new SqlError('SQL_DUPLICATE_NAME', `${what} '${name.text}' is named twice`, {
    position: name.at,
  });
}
