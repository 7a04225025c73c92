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

/** `[CONSTRAINT name] CHECK (…)` of a table; one of a column is the same, so it is told apart nowhere. */
export interface CheckConstraint {
  /** `undefined`: one is made up. */
  readonly name: Name | undefined;
  readonly expression: Expression;
  readonly at: number;
}
