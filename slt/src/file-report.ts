/** A record that did not give what it must. */
export interface Failure {
  readonly line: number;
  readonly sql: string;
  /** The error's code; `WRONG_RESULT`, `NO_ERROR` or `NOT_RUN`. */
  readonly code: string;
  readonly expected: string;
  readonly actual: string;
}

/** The outcome of one test file. */
export interface FileReport {
  readonly path: string;
  readonly passed: number;
  readonly failed: number;
  /** Statements that had to fail and did so for want of a feature: counted in `passed`. */
  readonly unsupported: number;
  /** Reason → records left out for it. */
  readonly skipped: ReadonlyMap<string, number>;
  readonly failures: readonly Failure[];
}
