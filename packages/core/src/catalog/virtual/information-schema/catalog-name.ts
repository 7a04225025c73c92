import { catalogColumn, defineStandardTable } from './standard-table.ts';

export const catalogName = defineStandardTable({
  name: 'information_schema_catalog_name',
  objects: () => [undefined],
  columns: [catalogColumn('catalog_name')],
});
