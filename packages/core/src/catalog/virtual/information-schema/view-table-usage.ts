import { catalogColumn, defineStandardTable } from './standard-table.ts';

export const viewTableUsage = defineStandardTable({
  name: 'view_table_usage',
  objects: (visible) =>
    visible
      .views()
      .flatMap((view) => visible.readBy(view).map((read) => ({ view: view.record, read }))),
  columns: [
    catalogColumn('view_catalog'),
    ['view_schema', 'text', ({ view }) => view.namespace],
    ['view_name', 'text', ({ view }) => view.name],
    catalogColumn('table_catalog'),
    ['table_schema', 'text', ({ read }) => read.namespace],
    ['table_name', 'text', ({ read }) => read.name],
  ],
});
