import { type ColumnInfo, parseTypeName, type SqlType, type Value } from '@kalamdb/sql';
import type { AccessLevel } from '../../policy.ts';
import type { SystemTable } from '../system-table.ts';
import type { VisibleObjects } from './visible-objects.ts';

/** A column: its name, its type (`?` behind it: may be NULL) and its value for one object. */
export type VirtualColumn<S> = readonly [name: string, type: string, value: (object: S) => Value];

/** A table whose rows are objects that the database has anyway, one row each. */
export interface VirtualTableDefinition<S> {
  readonly namespace: string;
  readonly name: string;
  /** Who may read it. Which objects they see there is for `objects` to say. */
  readonly access: AccessLevel;
  /** In any number of chunks. Those of the catalog are of the moment of the call. */
  objects(visible: VisibleObjects): readonly S[] | AsyncIterable<readonly S[]>;
  /** Only asked of tables with a key, with a value for each of its columns. */
  find?(visible: VisibleObjects, key: readonly Value[]): S | undefined;
  /** In the order of the wire. */
  readonly columns: readonly VirtualColumn<S>[];
  /** Names of the columns by which `find` finds an object; `objects` come in their order. */
  readonly key?: readonly string[];
}

/** A definition ready for reading; the type of its objects is its own affair. */
export interface VirtualTable extends SystemTable {
  /** What an object has in each column. */
  readonly values: readonly ((object: unknown) => Value)[];
  objects(visible: VisibleObjects): readonly unknown[] | AsyncIterable<readonly unknown[]>;
  find(visible: VisibleObjects, key: readonly Value[]): unknown;
}

/** Makes the table when its id is known. */
export type VirtualTableMaker = (id: number) => VirtualTable;

export function defineVirtualTable<S>(definition: VirtualTableDefinition<S>): VirtualTableMaker {
  const { namespace, name, access, columns, key = [], objects, find } = definition;
  const keyColumns = key.map((column) => columns.findIndex(([other]) => other === column));
  return (id) => ({
    info: {
      id,
      namespace,
      name,
      kind: 'system',
      columns: columns.map(toColumnInfo),
      primaryKey: keyColumns,
      indexes: [],
    },
    access,
    values: columns.map(([, , value]) => value as (object: unknown) => Value),
    objects,
    find: (visible, values) => find?.(visible, values),
  });
}

/** The value of a column that has none here. */
export const nothing = (): null => null;

function toColumnInfo<S>([name, spelled]: VirtualColumn<S>): ColumnInfo {
  const nullable = spelled.endsWith('?');
  const type: SqlType = parseTypeName(nullable ? spelled.slice(0, -1) : spelled);
  return { name, type, nullable, defaultValue: undefined, system: false };
}
