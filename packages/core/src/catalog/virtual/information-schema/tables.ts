import { catalogColumn, defineStandardTable, emptyColumns, yesOrNo } from './standard-table.ts';

export const tables = defineStandardTable({
  name: 'tables',
  objects: (visible) => visible.relations(),
  columns: [
    catalogColumn('table_catalog'),
    ['table_schema', 'text', ({ namespace }) => namespace],
    ['table_name', 'text', ({ name }) => name],
    ['table_type', 'text', ({ kind }) => tableType(kind)],
    ...emptyColumns(`self_referencing_column_name reference_generation user_defined_type_catalog
      user_defined_type_schema user_defined_type_name`),
    ['is_insertable_into', 'text', ({ kind }) => yesOrNo(tableType(kind) === 'BASE TABLE')],
    ['is_typed', 'text', () => yesOrNo(false)],
    ...emptyColumns('commit_action'),
  ],
});

/** The database's own tables have no rows of their own, as views. */
function tableType(kind: string): 'BASE TABLE' | 'VIEW' | 'SYSTEM VIEW' {
  if (kind === 'view') return 'VIEW';
  return kind === 'system' ? 'SYSTEM VIEW' : 'BASE TABLE';
}
