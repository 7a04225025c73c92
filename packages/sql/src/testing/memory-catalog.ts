import type { Catalog, TableInfo } from '../bind/catalog.ts';

/** A catalog of the given tables; the namespaces are theirs and `default`. */
export function memoryCatalog(tables: readonly TableInfo[]): Catalog {
  const inNamespace = (namespace: string) =>
    tables.filter((table) => table.namespace === namespace);
  return {
    table: (namespace, name) => inNamespace(namespace).find((table) => table.name === name),
    hasNamespace: (namespace) => namespace === 'default' || inNamespace(namespace).length > 0,
    tableNames: (namespace) => inNamespace(namespace).map((table) => table.name),
  };
}
