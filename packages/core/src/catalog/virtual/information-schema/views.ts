import { catalogColumn, constantColumn, defineStandardTable } from './standard-table.ts';

export const views = defineStandardTable({
  name: 'views',
  objects: (visible) => visible.views().map(({ record }) => record),
  columns: [
    catalogColumn('table_catalog'),
    ['table_schema', 'text', ({ namespace }) => namespace],
    ['table_name', 'text', ({ name }) => name],
    ['view_definition', 'text', ({ text }) => text],
    constantColumn('check_option', 'NONE'),
    constantColumn('is_updatable', 'NO'),
    constantColumn('is_insertable_into', 'NO'),
    constantColumn('is_trigger_updatable', 'NO'),
    constantColumn('is_trigger_deletable', 'NO'),
    constantColumn('is_trigger_insertable_into', 'NO'),
  ],
});
