/** A namespace as stored in the catalog, as JSON. */
export interface NamespaceRecord {
  readonly name: string;
  /** Microseconds since 1970 UTC. */
  readonly createdAt: number;
  /** What SET OPTIONS has given, by key. They are kept and shown; nothing here reads them. */
  readonly options?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** There from the start; unqualified names mean it unless a request says otherwise. */
export const DEFAULT_NAMESPACE = 'default';
