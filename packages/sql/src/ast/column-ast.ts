import type { Name, TableName, TypeName } from './name.ts';
import type { Expression } from './query-ast.ts';
import type { SequenceOption } from './sequence-ast.ts';

/** A column of CREATE TABLE or ADD COLUMN. */
export interface ColumnDefinition {
  readonly name: Name;
  readonly type: TypeName;
  /** `undefined` when neither NULL nor NOT NULL is written. */
  readonly nullable: boolean | undefined;
  readonly primaryKey: boolean;
  /** CONSTRAINT name before PRIMARY KEY. */
  readonly primaryKeyName?: Name | undefined;
  readonly defaultValue: Expression | undefined;
  /** What GENERATED ALWAYS AS (…) STORED computes it from. */
  readonly generated: Expression | undefined;
  readonly identity?: Identity | undefined;
}

/** GENERATED … AS IDENTITY: the column has a sequence. AUTO_INCREMENT is one BY DEFAULT. */
export interface Identity {
  readonly generation: IdentityGeneration;
  readonly options: readonly SequenceOption[];
  readonly at: number;
}

/** `always`: statements may not give another value, unless they override it. */
export type IdentityGeneration = 'always' | 'by-default';

/**
 * `[CONSTRAINT name] …` of a table but for its primary key; one of a column is the same, so it is told
 * apart nowhere.
 */
export type TableConstraint = CheckConstraint | UniqueConstraint | ForeignKeyConstraint;

interface NamedConstraint {
  /** `undefined`: one is made up. */
  readonly name: Name | undefined;
  readonly at: number;
}

export interface CheckConstraint extends NamedConstraint {
  readonly kind: 'check';
  readonly expression: Expression;
}

export interface UniqueConstraint extends NamedConstraint {
  readonly kind: 'unique';
  /** At least one. */
  readonly columns: readonly Name[];
  /** Whether a NULL differs from every other one. */
  readonly nullsDistinct: boolean;
}

/** MATCH SIMPLE: a row with a NULL among the columns references nothing. */
export interface ForeignKeyConstraint extends NamedConstraint {
  readonly kind: 'foreign-key';
  /** At least one. */
  readonly columns: readonly Name[];
  readonly table: TableName;
  /** As many as `columns`; empty: the primary key. */
  readonly referenced: readonly Name[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
}

/** What becomes of rows when the row that they reference goes, or gets another key. */
export type ReferentialAction = 'no-action' | 'restrict' | 'cascade' | 'set-null' | 'set-default';
