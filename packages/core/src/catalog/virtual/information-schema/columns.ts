import { DATABASE_NAME } from '@kalamdb/sql';
import {
  catalogColumn,
  constantColumn,
  defineStandardTable,
  emptyColumns,
  yesOrNo,
} from './standard-table.ts';
import { standardType } from './standard-type.ts';

export const columns = defineStandardTable({
  name: 'columns',
  objects: (visible) =>
    visible.relations().flatMap((table) =>
      table.columns.map((column, index) => ({
        table,
        column,
        ordinal: index + 1,
        type: standardType(column.type),
      })),
    ),
  columns: [
    catalogColumn('table_catalog'),
    ['table_schema', 'text', ({ table }) => table.namespace],
    ['table_name', 'text', ({ table }) => table.name],
    ['column_name', 'text', ({ column }) => column.name],
    ['ordinal_position', 'int', ({ ordinal }) => ordinal],
    [
      'column_default',
      'text?',
      ({ column }) => (column.identity === undefined ? column.defaultText : undefined) ?? null,
    ],
    ['is_nullable', 'text', ({ column }) => yesOrNo(column.nullable)],
    ['data_type', 'text', ({ type }) => type.name],
    ...emptyColumns('character_maximum_length character_octet_length', 'int?'),
    ['numeric_precision', 'int?', ({ type }) => type.numericPrecision],
    ['numeric_precision_radix', 'int?', ({ type }) => type.numericRadix],
    ['numeric_scale', 'int?', ({ type }) => type.numericScale],
    ['datetime_precision', 'int?', ({ type }) => type.datetimePrecision],
    ...emptyColumns('interval_type'),
    ...emptyColumns('interval_precision', 'int?'),
    ...emptyColumns(`character_set_catalog character_set_schema character_set_name
      collation_catalog collation_schema collation_name
      domain_catalog domain_schema domain_name`),
    ['udt_catalog', 'text', () => DATABASE_NAME],
    constantColumn('udt_schema', 'pg_catalog'),
    ['udt_name', 'text', ({ type }) => type.internalName],
    ...emptyColumns('scope_catalog scope_schema scope_name'),
    ...emptyColumns('maximum_cardinality', 'int?'),
    ['dtd_identifier', 'text', ({ ordinal }) => String(ordinal)],
    constantColumn('is_self_referencing', 'NO'),
    ['is_identity', 'text', ({ column }) => yesOrNo(column.identity !== undefined)],
    ['identity_generation', 'text?', ({ column }) => generations[column.identity ?? 'none']],
    ['identity_start', 'text?', ({ column }) => digits(column.sequence?.start)],
    ['identity_increment', 'text?', ({ column }) => digits(column.sequence?.increment)],
    ['identity_maximum', 'text?', ({ column }) => digits(column.sequence?.maximum)],
    ['identity_minimum', 'text?', ({ column }) => digits(column.sequence?.minimum)],
    ['identity_cycle', 'text', ({ column }) => yesOrNo(column.sequence?.cycle === true)],
    constantColumn('is_generated', 'NEVER'),
    ...emptyColumns('generation_expression'),
    ['is_updatable', 'text', ({ table }) => yesOrNo(!['view', 'system'].includes(table.kind))],
  ],
});

const generations = { always: 'ALWAYS', 'by-default': 'BY DEFAULT', none: null } as const;

function digits(value: bigint | undefined): string | null {
  return value === undefined ? null : String(value);
}
