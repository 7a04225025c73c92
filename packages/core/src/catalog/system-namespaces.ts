/** The namespace of the tables about the database itself. */
export const SYSTEM_NAMESPACE = 'system';

/** The namespace of the SQL standard's tables about the database. */
export const INFORMATION_SCHEMA = 'information_schema';

/** Ids below are virtual tables'; stored tables count from here. */
export const FIRST_TABLE_ID = 1024;

/** By name. */
export const systemNamespaceNames: readonly string[] = [INFORMATION_SCHEMA, SYSTEM_NAMESPACE];

const systemNamespaces: ReadonlySet<string> = new Set(systemNamespaceNames);

/** Whether a namespace has the database's own tables: nothing can be made or written in it. */
export function isSystemNamespace(name: string): boolean {
  return systemNamespaces.has(name);
}
