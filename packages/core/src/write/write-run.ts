import type { ExecutionContext, Row } from '@kalamdb/sql';
import type { SnapshotSource } from '@kalamdb/store';
import type { ForeignKey } from '../catalog/foreign-keys.ts';
import type { TableIndex } from '../catalog/stored-index.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import type { Committer } from './commit/committer.ts';
import type { Staging } from './commit/staging.ts';

/** What a write that is one of several of a statement knows of it. */
export interface StatementPart {
  /** Versions of rows with greater sequences were made by the statement. */
  readonly since: bigint;
  /** Takes what RETURNING gives, in the place of the outcome. */
  readonly give: ((row: Row) => void) | undefined;
}

/** Everything that one execution of an INSERT, UPDATE or DELETE needs. */
export interface WriteRun {
  /** What is read before anything is staged. Has a price in transactions: INSERT does without. */
  openRows(): SnapshotSource;
  readonly committer: Pick<Committer, 'submit'>;
  /** Asked when the rows are staged: whether `table` is still the one to write to. */
  readonly catalog: {
    isWritable(table: StoredTable): boolean;
    indexesOf(tableId: number): readonly TableIndex[];
    byId(tableId: number): StoredTable | undefined;
    /** The foreign keys to look after when rows of a table go. */
    foreignKeysTo(tableId: number): readonly ForeignKey[];
  };
  /** Told of a table, as it is at present, before its rows are staged: the commit finds it so, or fails. */
  readonly hold?: ((table: StoredTable) => void) | undefined;
  /**
   * The indexes of a table to keep up to date while its rows are staged, those that are being
   * rebuilt twice; see `HeldTables` about those of a transaction.
   */
  indexesToWrite(tableId: number): readonly TableIndex[];
  /** An index that rows can be found by; `undefined` if it is gone. */
  findIndex(tableId: number, indexId: number): TableIndex | undefined;
  readonly context: ExecutionContext;
  /** Told of the operation of the committer that expressions are evaluated in from now on. */
  readonly enter?: ((staging: Staging) => void) | undefined;
  /** Whose rows: `scopeOf` the principal. */
  readonly scope: string;
  /** The snapshot that rows to change are searched at. */
  readonly at: bigint;
  /**
   * What happens to a row that another writer has changed after the snapshot: `follow` takes it as
   * it is by now; `refuse` is CORE_SERIALIZATION_FAILURE.
   */
  readonly newerRows: 'follow' | 'refuse';
  /** Most bytes of one encoded row. */
  readonly rowBytes: number;
  /** Most rows that the statement may return. */
  readonly resultRows: number;
  /** Set for one of several writes of a statement, which looks after foreign keys at its end. */
  readonly part?: StatementPart | undefined;
}

/** What a write has done. */
export interface WriteOutcome {
  /** Rows that it was about: those that an UPDATE leaves as they are count too. */
  readonly count: number;
  /** What RETURNING gives, in the order of the changes; none without it, or if `part` takes it. */
  readonly returned: readonly Row[] | undefined;
}

/**
 * A write, compiled once to be run many times. Resolves once the rows that it changed are durable
 * and published: all of them, as one commit, or none. Throws, or rejects with, SqlError,
 * CoreError (CORE_NOT_NULL, CORE_DUPLICATE_KEY, CORE_FOREIGN_KEY_VIOLATION, CORE_VALUE_TOO_LARGE, CORE_TABLE_CHANGED,
 * CORE_SERIALIZATION_FAILURE, CORE_OVERLOADED, CORE_CLOSED) or StoreError.
 */
export type CompiledWrite = (run: WriteRun) => Promise<WriteOutcome>;
