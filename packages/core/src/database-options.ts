import type { SpillStore } from '@kalamdb/sql';
import type { Clock } from './clock.ts';
import type { AccessPolicy } from './policy.ts';
import type { TransactionLimits } from './transaction/transaction-registry.ts';
import type { PasswordHasher } from './users/user-directory.ts';

/** What a database is given besides its store. */
export interface DatabaseOptions {
  readonly clock: Clock;
  readonly policy: AccessPolicy;
  readonly passwords: PasswordHasher;
  /** Fills `bytes` with random bytes. */
  readonly random: (bytes: Uint8Array) => void;
  /** 0…1023, part of every `_seq` and SNOWFLAKE_ID(). */
  readonly nodeId: number;
  /** Refuse USER and SHARED tables without a PRIMARY KEY. */
  readonly requirePrimaryKey: boolean;
  /** False: acknowledge before fsync. Loses the last writes when the machine crashes. */
  readonly syncWrites: boolean;
  readonly limits: DatabaseLimits;
  /** Public address for SUBSCRIBE TO's answer, such as `ws://127.0.0.1:8080/v1/ws`. */
  readonly socketUrl: () => string;
  /** Rows of recently scanned partitions kept in memory for later scans; 256 MiB by default. */
  readonly columnCacheBytes?: number | undefined;
  /** Bounds on transactions; see `defaultTransactionLimits`. */
  readonly transactions?: Partial<TransactionLimits> | undefined;
  /** Where queries put what does not fit their memory; without it they fail. */
  readonly spill?: SpillStore | undefined;
  /** Between rounds of background work, 10 s by default; 0: only by `Database.sweep`. */
  readonly sweepIntervalMs?: number | undefined;
  /** Told of failures of background work, which is tried again; by default a process warning. */
  readonly onBackgroundError?: ((error: unknown) => void) | undefined;
}

export interface DatabaseLimits {
  readonly sqlBytes: number;
  readonly parameters: number;
  readonly parameterBytes: number;
  /** Most rows of one result; one more is the error SQL_RESULT_TOO_LARGE. */
  readonly resultRows: number;
  /** Most bytes of a script's results together, which wait for its end. */
  readonly resultBytes: number;
  readonly queryTimeoutMs: number;
  /** Memory for the rows that one statement keeps; more is the error SQL_OUT_OF_MEMORY. */
  readonly queryMemoryBytes: number;
  /** Writes waiting for their commit; one more is refused with CORE_OVERLOADED. */
  readonly pendingWrites: number;
  /** Encoded size of one row. */
  readonly rowBytes: number;
}
