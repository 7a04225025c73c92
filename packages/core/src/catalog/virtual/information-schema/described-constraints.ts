import { parseExpression, primaryKeyName, quoteName, referencedColumns } from '@kalamdb/sql';
import type { CheckRecord, TableDefinition, UniqueRecord } from '../../table-definition.ts';
import type { VisibleObjects } from '../visible-objects.ts';

/** A constraint of a table as the SQL standard knows it. */
export interface DescribedConstraint {
  readonly table: TableDefinition;
  readonly name: string;
  readonly type: 'PRIMARY KEY' | 'UNIQUE' | 'CHECK';
  /** The columns that it is about: of a key in its order. */
  readonly columns: readonly string[];
  /** Of a CHECK. */
  readonly clause: string | undefined;
  /** Of a UNIQUE. */
  readonly nullsDistinct: boolean | undefined;
}

/** The constraints of all visible tables but for NOT NULL. */
export function describedConstraints(visible: VisibleObjects): readonly DescribedConstraint[] {
  return visible.storedTables().flatMap(({ definition }) => constraintsOf(definition));
}

/** NOT NULL of all visible tables, as CHECK constraints. */
export function notNullConstraints(visible: VisibleObjects): readonly DescribedConstraint[] {
  return visible
    .storedTables()
    .flatMap(({ definition }) =>
      definition.columns
        .filter(({ nullable }) => !nullable)
        .map(({ id }) => describeNotNull(definition, id)),
    );
}

function constraintsOf(table: TableDefinition): readonly DescribedConstraint[] {
  const { primaryKey, uniques = [], checks = [] } = table;
  const key = {
    ...base(table, primaryKeyName(table.name), primaryKey),
    type: 'PRIMARY KEY',
  } as const;
  return [
    ...(primaryKey.length === 0 ? [] : [key]),
    ...uniques.map((unique) => describeUnique(table, unique)),
    ...checks.map((check) => describeCheck(table, check)),
  ];
}

function describeUnique(
  table: TableDefinition,
  { name, columns, nullsDistinct }: UniqueRecord,
): DescribedConstraint {
  return { ...base(table, name, columns), type: 'UNIQUE', nullsDistinct };
}

function describeCheck(table: TableDefinition, { name, text }: CheckRecord): DescribedConstraint {
  const columns = [...referencedColumns(parseExpression(text))];
  return { ...base(table, name, []), type: 'CHECK', columns, clause: text };
}

/** Named by ids, as in PostgreSQL, for it has no name. */
function describeNotNull(table: TableDefinition, column: number): DescribedConstraint {
  const described = base(table, `${table.id}_${column}_not_null`, [column]);
  const clause = `${described.columns.map(quoteName).join()} IS NOT NULL`;
  return { ...described, type: 'CHECK', clause };
}

function base(table: TableDefinition, name: string, ids: readonly number[]) {
  const columns = ids.flatMap((id) => table.columns.filter((column) => column.id === id));
  return {
    table,
    name,
    columns: columns.map((column) => column.name),
    clause: undefined,
    nullsDistinct: undefined,
  };
}
