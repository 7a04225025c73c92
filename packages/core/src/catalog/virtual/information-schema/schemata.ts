import { systemNamespaceNames } from '../../system-namespaces.ts';
import { catalogColumn, defineStandardTable, emptyColumns } from './standard-table.ts';

export const schemata = defineStandardTable({
  name: 'schemata',
  objects: (visible) => [...visible.namespaces().map(({ name }) => name), ...systemNamespaceNames],
  columns: [
    catalogColumn('catalog_name'),
    ['schema_name', 'text', (name) => name],
    // Namespaces belong to nobody.
    ...emptyColumns(`schema_owner default_character_set_catalog default_character_set_schema
      default_character_set_name sql_path`),
  ],
});
