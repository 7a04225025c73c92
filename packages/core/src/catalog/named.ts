/** An object of the catalog, and where a statement names it. */
export interface Named<T> {
  readonly found: T;
  /** Offset in the statement's text. */
  readonly position: number;
}
