import {
  parseExpression,
  primaryKeyName,
  quoteName,
  type ReferentialAction,
  referencedColumns,
} from '@kalamdb/sql';
import { referencedKey } from '../../constraints/referenced-key.ts';
import type {
  CheckRecord,
  ForeignKeyRecord,
  TableDefinition,
  UniqueRecord,
} from '../../table-definition.ts';
import type { VisibleObjects } from '../visible-objects.ts';

/** A constraint of a table as the SQL standard knows it. */
export interface DescribedConstraint {
  readonly table: TableDefinition;
  readonly name: string;
  readonly type: 'PRIMARY KEY' | 'UNIQUE' | 'CHECK' | 'FOREIGN KEY';
  /** The columns that it is about: of a key in its order. */
  readonly columns: readonly string[];
  /** Of a CHECK. */
  readonly clause?: string | undefined;
  /** Of a UNIQUE. */
  readonly nullsDistinct?: boolean | undefined;
  /** Of a FOREIGN KEY. */
  readonly reference?: DescribedReference | undefined;
}

interface DescribedReference {
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  /** `undefined`: in a table that may not be known of. */
  readonly key: DescribedKey | undefined;
}

/** A PRIMARY KEY or UNIQUE constraint that is referenced. */
interface DescribedKey {
  readonly table: TableDefinition;
  readonly name: string;
  /** Those that the columns of the FOREIGN KEY stand for, in their order. */
  readonly columns: readonly string[];
  /** The places of those columns in the key, from 1. */
  readonly positions: readonly number[];
}

/** The constraints of all visible tables but for NOT NULL. */
export function describedConstraints(visible: VisibleObjects): readonly DescribedConstraint[] {
  const tables = visible.storedTables().map(({ definition }) => definition);
  const byId = new Map(tables.map((table) => [table.id, table]));
  return tables.flatMap((table) => constraintsOf(table, byId));
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

type TablesById = ReadonlyMap<number, TableDefinition>;

function constraintsOf(table: TableDefinition, byId: TablesById): readonly DescribedConstraint[] {
  const { primaryKey, uniques = [], checks = [], foreignKeys = [] } = table;
  const columns = names(table, primaryKey);
  return [
    ...(columns.length === 0
      ? []
      : [{ table, name: primaryKeyName(table), type: 'PRIMARY KEY', columns } as const]),
    ...uniques.map((unique) => describeUnique(table, unique)),
    ...checks.map((check) => describeCheck(table, check)),
    ...foreignKeys.map((key) => describeForeignKey(table, key, byId)),
  ];
}

function describeUnique(
  table: TableDefinition,
  { name, columns, nullsDistinct }: UniqueRecord,
): DescribedConstraint {
  return { table, name, type: 'UNIQUE', columns: names(table, columns), nullsDistinct };
}

function describeCheck(table: TableDefinition, { name, text }: CheckRecord): DescribedConstraint {
  const columns = [...referencedColumns(parseExpression(text))];
  return { table, name, type: 'CHECK', columns, clause: text };
}

/** Named by ids, as in PostgreSQL, for it has no name. */
function describeNotNull(table: TableDefinition, column: number): DescribedConstraint {
  const columns = names(table, [column]);
  const clause = `${columns.map(quoteName).join()} IS NOT NULL`;
  return { table, name: `${table.id}_${column}_not_null`, type: 'CHECK', columns, clause };
}

function describeForeignKey(
  table: TableDefinition,
  { name, columns, tableId, referenced, onDelete, onUpdate }: ForeignKeyRecord,
  byId: TablesById,
): DescribedConstraint {
  const other = byId.get(tableId ?? table.id);
  const key = other && describeKey(other, referenced);
  const reference = { onDelete, onUpdate, key };
  return { table, name, type: 'FOREIGN KEY', columns: names(table, columns), reference };
}

function describeKey(
  table: TableDefinition,
  referenced: readonly number[],
): DescribedKey | undefined {
  const found = referencedKey(table, referenced);
  if (found === undefined) return undefined;
  const [name, ids] =
    found === 'primary' ? [primaryKeyName(table), table.primaryKey] : [found.name, found.columns];
  const positions = referenced.map((id) => ids.indexOf(id) + 1);
  return { table, name, columns: names(table, referenced), positions };
}

function names({ columns }: TableDefinition, ids: readonly number[]): readonly string[] {
  return ids.flatMap((id) => columns.filter((column) => column.id === id).map(({ name }) => name));
}
