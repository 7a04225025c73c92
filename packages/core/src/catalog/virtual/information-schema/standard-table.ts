import { DATABASE_NAME, type Value } from '@kalamdb/sql';
import { INFORMATION_SCHEMA } from '../../system-namespaces.ts';
import {
  defineVirtualTable,
  type VirtualColumn,
  type VirtualTableMaker,
} from '../virtual-table.ts';
import type { VisibleObjects } from '../visible-objects.ts';

/** A table of information_schema, which everyone may read; see `VirtualTableDefinition`. */
export function defineStandardTable<S>(definition: {
  readonly name: string;
  objects(visible: VisibleObjects): readonly S[];
  readonly columns: readonly VirtualColumn<S>[];
}): VirtualTableMaker {
  return defineVirtualTable({ ...definition, namespace: INFORMATION_SCHEMA, access: 'public' });
}

/** The standard's yes_or_no. */
export function yesOrNo(value: boolean): 'YES' | 'NO' {
  return value ? 'YES' : 'NO';
}

/** A column that names the database. */
export function catalogColumn(name: string): VirtualColumn<unknown> {
  return [name, 'text', () => DATABASE_NAME];
}

/** A column of text with the same value in all rows. */
export function constantColumn(name: string, value: string): VirtualColumn<unknown> {
  return [name, 'text', () => value];
}

/** Of a type of a function: what its modifiers would say, which functions do not declare. */
export const modifierColumns: readonly VirtualColumn<unknown>[] = [
  ...emptyColumns('character_maximum_length character_octet_length', 'int?'),
  ...emptyColumns(`character_set_catalog character_set_schema character_set_name
    collation_catalog collation_schema collation_name`),
  ...emptyColumns('numeric_precision numeric_precision_radix numeric_scale', 'int?'),
  ...emptyColumns('datetime_precision', 'int?'),
  ...emptyColumns('interval_type'),
  ...emptyColumns('interval_precision', 'int?'),
];

/** Columns of the standard that say nothing here: NULL in all rows. `names` with blanks between. */
export function emptyColumns(
  names: string,
  type: 'text?' | 'int?' | 'datetime?' = 'text?',
): readonly VirtualColumn<unknown>[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name): VirtualColumn<unknown> => [name, type, (): Value => null]);
}
