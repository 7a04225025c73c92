import assert from 'node:assert/strict';
import {
  type BoundExpression,
  bindDefault,
  type ColumnInfo,
  castValue,
  compileRow,
  defineCheck,
  defineGenerated,
  mapExpression,
  parseExpression,
  parseTypeName,
  type SqlType,
  sqlTypes,
  type TableInfo,
} from '@kalamdb/sql';
import { compileImmutable } from './compile-immutable.ts';
import { toPhysicalType } from './physical.ts';
import type {
  CheckRecord,
  ColumnRecord,
  GeneratedColumn,
  StoredTable,
  TableCheck,
  TableDefinition,
} from './table-definition.ts';

/** `_seq` and `_deleted`, behind the user columns of every stored table. */
const systemColumns: readonly ColumnInfo[] = [
  systemColumn('_seq', sqlTypes.bigint),
  systemColumn('_deleted', sqlTypes.boolean),
];

/**
 * The table that a definition describes, ready for binding, reading and writing. Frozen in effect:
 * a changed definition makes a new one. A definition whose types or defaults cannot be read back
 * throws their SqlError.
 */
export function buildStoredTable(definition: TableDefinition): StoredTable {
  const columns = definition.columns.map(toColumnInfo);
  const info: TableInfo = {
    id: definition.id,
    namespace: definition.namespace,
    name: definition.name,
    kind: definition.kind,
    columns: [...columns, ...systemColumns],
    primaryKey: definition.primaryKey.map((id) => columnIndex(definition, id)),
    primaryKeyName: definition.primaryKeyName,
    indexes: [],
  };
  return {
    definition,
    info,
    generated: buildGenerated(definition, info),
    checks: (definition.checks ?? []).map((record) => buildCheck(record, info)),
    columnIds: definition.columns.map((column) => column.id),
    physicalTypes: columns.map((column) => toPhysicalType(column.type)),
    missing: definition.columns.map(({ missingText }, index) =>
      missingText === undefined
        ? null
        : castValue(missingText, sqlTypes.text, columns[index]?.type ?? sqlTypes.text),
    ),
    sequenceColumn: columns.length,
  };
}

function buildGenerated({ columns }: TableDefinition, info: TableInfo): readonly GeneratedColumn[] {
  return columns.flatMap(({ generatedText }, column) => {
    if (generatedText === undefined) return [];
    const target = info.columns[column] as ColumnInfo;
    const bound = defineGenerated(parseExpression(generatedText), target, info);
    return [{ column, evaluate: compileImmutable(bound) }];
  });
}

function buildCheck(record: CheckRecord, info: TableInfo): TableCheck {
  const evaluate = compileRow(defineCheck(parseExpression(record.text), info));
  return { ...record, allows: (row, context) => evaluate(row, context) !== false };
}

/** The SQL type that a column record names. */
function columnType(record: ColumnRecord): SqlType {
  return parseTypeName(record.type);
}

function toColumnInfo(record: ColumnRecord): ColumnInfo {
  const type = columnType(record);
  const defaultValue =
    record.defaultText === undefined
      ? undefined
      : withoutPositions(bindDefault(parseExpression(record.defaultText), type, record.name));
  const generated = record.generatedText !== undefined;
  return {
    name: record.name,
    type,
    nullable: record.nullable,
    defaultValue,
    generated,
    identity: record.identity,
    system: false,
  };
}

/** Its errors come up in statements in whose text it has no position. */
function withoutPositions(expression: BoundExpression): BoundExpression {
  return mapExpression(expression, (part) =>
    'position' in part ? { ...part, position: undefined } : part,
  );
}

function columnIndex(definition: TableDefinition, id: number): number {
  const index = definition.columns.findIndex((column) => column.id === id);
  assert(index >= 0, `table ${definition.id} has no column with the key's id ${id}`);
  return index;
}

function systemColumn(name: string, type: SqlType): ColumnInfo {
  return { name, type, nullable: false, defaultValue: undefined, system: true };
}
