import type { Name, TypeName } from './name.ts';
import type { Expression } from './query-ast.ts';

/** A column of CREATE TABLE or ADD COLUMN. */
export interface ColumnDefinition {
  readonly name: Name;
  readonly type: TypeName;
  /** `undefined` when neither NULL nor NOT NULL is written. */
  readonly nullable: boolean | undefined;
  readonly primaryKey: boolean;
  readonly defaultValue: Expression | undefined;
}

/**
 * `[CONSTRAINT name] …` of a table but for its primary key; one of a column is the same, so it is told
 * apart nowhere.
 */
export type TableConstraint = CheckConstraint | UniqueConstraint;

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
