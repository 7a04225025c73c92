import type { Catalog, TableInfo, ViewInfo } from '../bind/catalog.ts';

/** A catalog of the given tables and views; the namespaces are theirs and `default`. */
export function memoryCatalog(
  tables: readonly TableInfo[],
  views: readonly ViewInfo[] = [],
): Catalog {
  const inNamespace = (namespace: string) =>
    tables.filter((table) => table.namespace === namespace);
  const viewsIn = (namespace: string) => views.filter((view) => view.namespace === namespace);
  return {
    table: (namespace, name) => inNamespace(namespace).find((table) => table.name === name),
    view: (namespace, name) => viewsIn(namespace).find((view) => view.name === name),
    hasNamespace: (namespace) =>
      namespace === 'default' || inNamespace(namespace).length > 0 || viewsIn(namespace).length > 0,
    tableNames: (namespace) =>
      [...inNamespace(namespace), ...viewsIn(namespace)].map(({ name }) => name),
  };
}
