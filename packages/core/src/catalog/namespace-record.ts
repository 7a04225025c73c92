/** A namespace as stored in the catalog, as JSON. */
export interface NamespaceRecord {
  readonly name: string;
  /** Microseconds since 1970 UTC. */
  readonly createdAt: number;
}

/** There from the start; unqualified names mean it unless a request says otherwise. */
export const DEFAULT_NAMESPACE = 'default';
