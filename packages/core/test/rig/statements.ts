import type {
  AccessPath,
  BoundDelete,
  BoundExpression,
  BoundInsert,
  BoundUpdate,
  Row,
  SqlType,
  Value,
} from '@kalamdb/sql';
import { sqlTypes } from '@kalamdb/sql';
import type { StoredTable } from '../../src/catalog/table-definition.ts';

const base = {
  parameterTypes: [],
  userParameterCount: 0,
  userParameters: [],
  repeats: [],
  pinnedSlots: [],
  relations: [],
  reads: [],
  locked: [],
  returning: undefined,
} as const;
const full: AccessPath = { kind: 'full' };

/** `value` as an expression. */
function constant(type: SqlType, value: Value): BoundExpression {
  return { kind: 'constant', type, value };
}

/** Any function of a row of all columns as an expression. */
function rowFunction(
  { info }: StoredTable,
  returns: SqlType,
  compute: (row: Row) => Value,
): BoundExpression {
  return {
    kind: 'call',
    type: returns,
    function: {
      name: 'f',
      parameters: info.columns.map(({ type }) => type),
      returns,
      volatility: 'immutable',
      strict: false,
      row: compute,
    },
    arguments: info.columns.map(({ name, type }, index) => ({ kind: 'column', type, index, name })),
    position: undefined,
  };
}

/** INSERT of rows of all user columns. */
export function insertOf({ info }: StoredTable, rows: readonly Row[]): BoundInsert {
  return {
    ...base,
    kind: 'insert',
    table: info,
    tables: [info],
    source: undefined,
    conflict: undefined,
    rows: rows.map((row) =>
      row.map((value, index) => constant(info.columns[index]?.type ?? sqlTypes.unknown, value)),
    ),
  };
}

export interface Selection {
  /** Over rows of all columns; absent: every row. */
  readonly where?: (row: Row) => boolean | null;
  /** Values of the leading key columns that the search is narrowed to. */
  readonly key?: readonly Value[];
}

/** UPDATE that sets columns, by index, to functions of the row. */
export function updateOf(
  table: StoredTable,
  set: Readonly<Record<number, (row: Row) => Value>>,
  selection: Selection,
): BoundUpdate {
  const { info } = table;
  const assignments = Object.entries(set).map(([column, compute]) => ({
    column: Number(column),
    value: rowFunction(table, info.columns[Number(column)]?.type ?? sqlTypes.unknown, compute),
  }));
  return { ...base, kind: 'update', tables: [info], assignments, ...search(table, selection) };
}

export function deleteOf(table: StoredTable, selection: Selection): BoundDelete {
  return { ...base, kind: 'delete', tables: [table.info], ...search(table, selection) };
}

function search(
  table: StoredTable,
  { where, key }: Selection,
): Pick<BoundDelete, 'table' | 'source' | 'predicate' | 'access'> {
  const { info } = table;
  const predicate =
    where === undefined ? undefined : rowFunction(table, sqlTypes.boolean, (row) => where(row));
  if (key === undefined) return { table: info, source: undefined, predicate, access: full };
  const equal = key.map((value, index) =>
    constant(info.columns[info.primaryKey[index] as number]?.type ?? sqlTypes.unknown, value),
  );
  const access: AccessPath = { kind: 'key-range', equal, lower: undefined, upper: undefined };
  return { table: info, source: undefined, predicate, access };
}
