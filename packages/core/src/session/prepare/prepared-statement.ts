import type {
  BoundStatement,
  BoundWrite,
  CommonDefinition,
  CommonWriteDefinition,
  ExecutionContext,
  LiteralRepeat,
  Plan,
  RangeChoice,
  Row,
} from '@kalamdb/sql';
import type { StoredTable } from '../../catalog/table-definition.ts';
import type { Access } from '../../policy.ts';
import type { Affected, ResultField } from '../../result.ts';
import type { CompiledWrite } from '../../write/write-run.ts';

/** A literal that the plan depends on: it serves only texts with the same one in this slot. */
export interface PinnedLiteral {
  readonly slot: number;
  readonly text: string;
}

/**
 * A statement that was parsed, bound, optimised and compiled once, to be run many times. Knows
 * nothing of who runs it: `access` is decided for each run.
 */
export interface PreparedStatement {
  /** The text that it was made from; positions of run-time errors refer to it. */
  readonly text: string;
  readonly namespace: string;
  /** It holds as long as the catalog's version is this. */
  readonly catalogVersion: number;
  /** And, if it has one, as long as the version of the statistics is this. */
  readonly statisticsVersion: number | undefined;
  readonly bound: BoundStatement;
  readonly access: readonly Access[];
  readonly pinned: readonly PinnedLiteral[];
  /** It serves only texts in which just the same of these literals are equal. */
  readonly repeats: readonly LiteralRepeat[];
  /** And texts with values for which its choices would be the same. */
  readonly choices: readonly RangeChoice[];
  readonly compiled: Compiled;
}

export type Compiled = CompiledPlain | CompiledWithWrites;

/** What is run as a whole. */
export type CompiledPlain = PreparedRead | PreparedWrite;

type PreparedRead =
  | {
      readonly kind: 'point-read';
      readonly fields: readonly ResultField[];
      readonly read: (context: ExecutionContext) => readonly Row[];
    }
  | {
      readonly kind: 'query';
      readonly fields: readonly ResultField[];
      readonly plan: Plan;
    };

export interface PreparedWrite {
  readonly kind: 'write';
  readonly verb: Affected['verb'];
  readonly bound: BoundWrite;
  readonly table: StoredTable;
  /** What it reads of its WITH in several places. */
  readonly common: readonly CommonDefinition[];
  /** Whether rows are read before any is written. */
  readonly reads: boolean;
  /** The columns that RETURNING gives; `undefined` without it. */
  readonly fields: readonly ResultField[] | undefined;
  readonly run: CompiledWrite;
}

/**
 * A statement that needs a transaction: the members of its WITH in their order, then what gives the
 * answer. One of them writes.
 */
export interface CompiledWithWrites {
  readonly kind: 'with-writes';
  /** The same for statements that write to the same tables. */
  readonly writtenTables: string;
  readonly members: readonly CompiledMember[];
  readonly main: CompiledPlain;
}

/** What gives a table of WITH its rows. */
export type CompiledMember =
  | CommonDefinition
  | (Omit<CommonWriteDefinition, 'write'> & { readonly write: PreparedWrite });
