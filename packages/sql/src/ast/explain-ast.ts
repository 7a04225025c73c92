/** What EXPLAIN is asked to do. */
export interface ExplainOptions {
  /** Run the statement and tell what it did. */
  readonly analyze: boolean;
  readonly format: 'text' | 'json';
  /** Times of the nodes; only with `analyze`. */
  readonly timing: boolean;
  /** Time and memory of the whole; only with `analyze`. */
  readonly summary: boolean;
}
