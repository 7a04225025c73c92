import type { ExecutionContext, ReferentialAction, TableInfo, Value } from '@kalamdb/sql';
import type { PhysicalType } from '@kalamdb/store';
import type { AccessLevel } from '../policy.ts';
import type { ImmutableEvaluator } from './compile-immutable.ts';

/** A column as stored in the catalog. */
export interface ColumnRecord {
  /** Stable identity in row bytes; from 1; never reused within the table. */
  readonly id: number;
  readonly name: string;
  /** SQL spelling of the type, as `typeName` gives it. */
  readonly type: string;
  readonly nullable: boolean;
  /** Text of the DEFAULT expression, sequences named by id; read back by `parseExpression`. */
  readonly defaultText: string | undefined;
  /** Whether it is an identity column: `defaultText` draws from its sequence. */
  readonly identity?: 'always' | 'by-default' | undefined;
  /** Text of what a generated column is computed from; read back by `parseExpression`. */
  readonly generatedText?: string | undefined;
  /**
   * What rows older than the column have in it, as text that a cast reads back: the value of DEFAULT
   * when the column was added. Absent: NULL.
   */
  readonly missingText?: string | undefined;
}

/** A CHECK constraint as stored. */
export interface CheckRecord {
  /** Of its own within the table. */
  readonly name: string;
  /** Text of the condition; read back by `parseExpression`. */
  readonly text: string;
}

/**
 * A UNIQUE constraint as stored. The index of the same name in the table's namespace enforces it;
 * it comes and goes with the constraint.
 */
export interface UniqueRecord {
  /** Of its own within the namespace. */
  readonly name: string;
  /** Column ids as written. */
  readonly columns: readonly number[];
  /** Whether a NULL differs from every other one. */
  readonly nullsDistinct: boolean;
}

/** A FOREIGN KEY as stored. */
export interface ForeignKeyRecord {
  /** Of its own within the table. */
  readonly name: string;
  /** Column ids as written. */
  readonly columns: readonly number[];
  /** The table that is referenced; absent: its own. */
  readonly tableId?: number | undefined;
  /** Column ids of that table, one for each of `columns`: its primary key or a UNIQUE constraint. */
  readonly referenced: readonly number[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
}

/** A CHECK constraint ready for use. */
export interface TableCheck extends CheckRecord {
  /** Whether a row of all user columns (longer ones are cut) may be: it holds, or is NULL. */
  allows(row: readonly Value[], context: ExecutionContext): boolean;
}

/** A generated column ready for use. */
export interface GeneratedColumn {
  /** Place in rows. */
  readonly column: number;
  /** Its value in a row of all user columns, the other generated ones of any value. */
  readonly evaluate: ImmutableEvaluator;
}

export interface FlushPolicy {
  readonly rows: number | undefined;
  readonly intervalSeconds: number | undefined;
}

/** Options of WITH (…), by kind of table; absent ones are `undefined`. */
export interface TableOptions {
  readonly storageId: string | undefined;
  readonly useUserStorage: boolean;
  readonly flushPolicy: FlushPolicy | undefined;
  readonly deletedRetentionHours: number | undefined;
  /** STREAM tables: rows are gone this long after they were written. */
  readonly ttlSeconds: number | undefined;
  /** SHARED tables. */
  readonly accessLevel: AccessLevel | undefined;
}

/** A table as stored in the catalog: the whole truth about it, as JSON. */
export interface TableDefinition {
  /** Never reused. */
  readonly id: number;
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'user' | 'shared' | 'stream';
  readonly columns: readonly ColumnRecord[];
  /** The next column's id. */
  readonly nextColumnId: number;
  /** Column ids in key order; empty: rows are identified by the `_seq` of their first version. */
  readonly primaryKey: readonly number[];
  /** Absent: it is called after the table. */
  readonly primaryKeyName?: string | undefined;
  /** As they were made; absent: none. */
  readonly checks?: readonly CheckRecord[] | undefined;
  /** As they were made; absent: none. */
  readonly uniques?: readonly UniqueRecord[] | undefined;
  /** As they were made; absent: none. */
  readonly foreignKeys?: readonly ForeignKeyRecord[] | undefined;
  readonly options: TableOptions;
  /** From 1; every change of the definition adds 1. */
  readonly schemaVersion: number;
  /** Microseconds since 1970 UTC. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A definition that a table had and has no more, as JSON. */
export interface SchemaVersionRecord {
  readonly tableId: number;
  readonly version: number;
  readonly definition: TableDefinition;
}

/**
 * A table ready for use: its definition with what reading and writing its rows needs. Arrays are by
 * user column, in the order of `info.columns`, which has the system columns `_seq` and `_deleted`
 * behind them.
 */
export interface StoredTable {
  readonly definition: TableDefinition;
  readonly info: TableInfo;
  readonly columnIds: readonly number[];
  readonly physicalTypes: readonly PhysicalType[];
  /** What rows older than the column have in it. */
  readonly missing: readonly Value[];
  readonly checks: readonly TableCheck[];
  readonly generated: readonly GeneratedColumn[];
  /** Index of `_seq` in `info.columns`; `_deleted` follows it. */
  readonly sequenceColumn: number;
}
