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
