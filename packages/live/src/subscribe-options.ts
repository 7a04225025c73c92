import { LiveError } from './error.ts';

/** What a subscriber wants to begin with. Absent altogether: no rows, changes from now on. */
export interface SubscribeOptions {
  /** Most rows of a batch of initial rows. */
  readonly batchSize?: number | undefined;
  /** Only the newest so many initial rows, in one batch. */
  readonly lastRows?: number | undefined;
  /** No initial rows: every change after this sequence, then those to come. Beats `lastRows`. */
  readonly from?: bigint | undefined;
}

/** Bounds on what one subscription may ask for. */
export interface LiveLimits {
  /** Rows of a batch when the subscriber does not say. */
  readonly defaultBatchRows: number;
  /** Most that a subscriber may ask for. */
  readonly maxBatchRows: number;
  /** A batch ends with the row that reaches this size. */
  readonly batchBytes: number;
  /** Most bytes of the rows that `lastRows` asks for. */
  readonly lastRowsBytes: number;
}

/** Limits that suit most servers. */
export const defaultLiveLimits: LiveLimits = {
  defaultBatchRows: 1000,
  maxBatchRows: 10_000,
  batchBytes: 1024 * 1024,
  lastRowsBytes: 16 * 1024 * 1024,
};

/** The batch size that `options` asks for. Throws LIVE_INVALID_OPTION outside of the limits. */
export function checkOptions(options: SubscribeOptions, limits: LiveLimits): number {
  const { batchSize = limits.defaultBatchRows, lastRows } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > limits.maxBatchRows) {
    throw new LiveError(
      'LIVE_INVALID_OPTION',
      `batch_size = ${batchSize} must be a whole number from 1 to ${limits.maxBatchRows}`,
    );
  }
  if (lastRows === undefined || options.from !== undefined) return batchSize;
  if (!Number.isInteger(lastRows) || lastRows < 0 || lastRows > batchSize) {
    throw new LiveError(
      'LIVE_INVALID_OPTION',
      `last_rows = ${lastRows} must be a whole number from 0 to batch_size = ${batchSize}`,
      { hint: 'These rows come in one batch: raise batch_size with last_rows.' },
    );
  }
  return batchSize;
}
