import { type CreateTable, defineGenerated, SqlError, type TableInfo } from '@kalamdb/sql';
import { addConstraint, type ConstraintSurroundings } from './constraints/add-constraint.ts';
import { defineColumns } from './define-columns.ts';
import { checkName } from './names.ts';
import type { OwnedSequence } from './owned-sequence.ts';
import { buildStoredTable } from './stored-table.ts';
import type { TableDefinition } from './table-definition.ts';
import { readTableOptions, readTypeOption } from './table-options.ts';

/** A checked definition that has no id yet: ids are given when it is committed. */
export interface TableDraft extends Omit<TableDefinition, 'id'> {
  /** Sequences to be made for its columns. */
  readonly sequences: readonly OwnedSequence[];
}

export interface DefineTableOptions {
  /** Namespace of an unqualified name. */
  readonly namespace: string;
  /** Refuse USER and SHARED tables without a PRIMARY KEY. */
  readonly requirePrimaryKey: boolean;
  /** How a key is written, for the error of a table without one. */
  readonly keyExample?: string;
  /** Microseconds since 1970 UTC. */
  readonly now: number;
  readonly surroundings: ConstraintSurroundings;
}

/**
 * Check CREATE TABLE against every rule that needs no look at the catalog, and give what is to be
 * stored. SqlError SQL_INVALID_NAME, SQL_INVALID_OPTION, SQL_INVALID_TABLE, SQL_DUPLICATE_NAME,
 * SQL_UNKNOWN_TYPE, SQL_UNKNOWN_COLUMN, SQL_UNSUPPORTED or SQL_TYPE_MISMATCH, each at its offender.
 */
export function defineTable(statement: CreateTable, options: DefineTableOptions): TableDraft {
  checkName('table', statement.table.name);
  const kind = tableKind(statement);
  const tableOptions = readTableOptions(kind, statement.options, statement.at);
  const { columns, primaryKey, sequences } = defineColumns(statement, options.surroundings);
  if (primaryKey.length === 0 && kind !== 'stream' && options.requirePrimaryKey) {
    throw missingKey(statement, kind, options.keyExample);
  }
  const draft: TableDraft = {
    namespace: statement.table.namespace?.text ?? options.namespace,
    name: statement.table.name.text,
    kind,
    columns,
    nextColumnId: columns.length + 1,
    primaryKey,
    ...keyName(statement),
    sequences,
    options: tableOptions,
    schemaVersion: 1,
    createdAt: options.now,
    updatedAt: options.now,
  };
  const info = checkedInfo(statement, draft);
  return statement.constraints.reduce(
    (table, constraint) => addConstraint(table, constraint, info, options.surroundings),
    draft,
  );
}

/** What the primary key is called, if that is written. */
function keyName(statement: CreateTable): Pick<TableDraft, 'primaryKeyName'> {
  const ofColumn = statement.columns.find((column) => column.primaryKeyName)?.primaryKeyName;
  const name = statement.primaryKeyName ?? ofColumn;
  if (name === undefined) return {};
  checkName('constraint', name);
  return { primaryKeyName: name.text };
}

/** The table for binding, after its generated columns were bound as they are written. */
function checkedInfo({ columns }: CreateTable, draft: TableDraft): TableInfo {
  const plain = draft.columns.map((column) => ({ ...column, generatedText: undefined }));
  const { info } = buildStoredTable({ ...draft, columns: plain, id: 0 });
  const marked: TableInfo = {
    ...info,
    columns: info.columns.map((column, index) => ({
      ...column,
      generated: columns[index]?.generated !== undefined,
    })),
  };
  for (const [index, { generated }] of columns.entries()) {
    const column = marked.columns[index];
    if (generated !== undefined && column !== undefined) defineGenerated(generated, column, marked);
  }
  return marked;
}

/** Of the keyword and `TYPE`, which must agree; SHARED when neither is written. */
export function tableKind(
  statement: Pick<CreateTable, 'tableKind' | 'options'>,
): TableDefinition['kind'] {
  const option = readTypeOption(statement.options);
  const { tableKind } = statement;
  if (tableKind !== undefined && option !== undefined && tableKind !== option) {
    const at = statement.options.find(({ name }) => name.text === 'type')?.at;
    throw new SqlError(
      'SQL_INVALID_OPTION',
      `TYPE = '${option.toUpperCase()}' contradicts CREATE ${tableKind.toUpperCase()} TABLE`,
      { position: at, hint: 'Leave one of them out.' },
    );
  }
  return tableKind ?? option ?? 'shared';
}

const columnKey = 'id BIGINT PRIMARY KEY DEFAULT SNOWFLAKE_ID()';

function missingKey(
  statement: CreateTable,
  kind: TableDefinition['kind'],
  example = columnKey,
): SqlError {
  return new SqlError(
    'SQL_INVALID_TABLE',
    `${kind.toUpperCase()} table '${statement.table.name.text}' needs a PRIMARY KEY`,
    {
      position: statement.table.name.at,
      hint: `For example: ${example}.`,
    },
  );
}
