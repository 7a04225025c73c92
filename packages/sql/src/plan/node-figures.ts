/** What a node of a plan did. Times are in milliseconds, those of its inputs included or not. */
export interface NodeFigures {
  /** Rows and batches that it gave, in all loops. */
  readonly rows: number;
  readonly batches: number;
  /** How often it was started. */
  readonly loops: number;
  readonly milliseconds: number;
  readonly ownMilliseconds: number;
  /** The most that it kept at one time. */
  readonly memoryBytes: number;
  /** Where a scan has read from, if its table told. */
  readonly source: string | undefined;
}
