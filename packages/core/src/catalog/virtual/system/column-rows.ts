import type { ColumnDescription, TableDescription } from '../../table-description.ts';
import { printIdentity } from '../../table-text.ts';
import type { VirtualColumn } from '../virtual-table.ts';
import type { VisibleObjects } from '../visible-objects.ts';

/** A column as tables of columns show it. */
export interface ColumnRow {
  readonly table: TableDescription;
  readonly column: ColumnDescription;
  /** From 1. */
  readonly ordinal: number;
  readonly comment: string | null;
}

export function columnRows(table: TableDescription, visible: VisibleObjects): readonly ColumnRow[] {
  return table.columns.map((column, index) => ({
    table,
    column,
    ordinal: index + 1,
    comment: visible.comment(column.commentKey),
  }));
}

/** The columns of tables of columns. */
export const columnsOfColumns: readonly VirtualColumn<ColumnRow>[] = [
  ['namespace_id', 'text', ({ table }) => table.namespace],
  ['table_name', 'text', ({ table }) => table.name],
  ['version', 'bigint', ({ table }) => BigInt(table.version)],
  ['column_id', 'bigint', ({ column }) => BigInt(column.id)],
  ['column_name', 'text', ({ column }) => column.name],
  ['comment', 'text?', ({ comment }) => comment],
  ['data_type', 'text', ({ column }) => column.type],
  ['default_value', 'text?', ({ column }) => identityText(column) ?? column.defaultText ?? null],
  ['ordinal', 'bigint', ({ ordinal }) => BigInt(ordinal)],
  ['nullable', 'boolean', ({ column }) => column.nullable],
  ['primary_key', 'boolean', ({ column }) => column.keyPosition !== undefined],
  [
    'primary_key_pos',
    'bigint?',
    ({ column: { keyPosition } }) => (keyPosition === undefined ? null : BigInt(keyPosition)),
  ],
  ['constraints', 'text?', ({ column: { constraints } }) => constraints.join(', ') || null],
];

function identityText({ identity, sequence }: ColumnDescription): string | undefined {
  return identity && sequence && printIdentity(identity, sequence);
}
