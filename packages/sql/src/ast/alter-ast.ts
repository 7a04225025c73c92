import type { TableOption } from './catalog-ast.ts';
import type {
  ColumnDefinition,
  Identity,
  IdentityGeneration,
  TableConstraint,
} from './column-ast.ts';
import type { Name, TableName, TypeName } from './name.ts';
import type { Expression } from './query-ast.ts';
import type { SequenceOption } from './sequence-ast.ts';

/** ALTER TABLE: its actions are done in order, all of them or none. */
export interface AlterTable {
  readonly kind: 'alter-table';
  readonly tableKind: 'user' | 'shared' | 'stream' | undefined;
  readonly table: TableName;
  readonly ifExists: boolean;
  /** At least one. */
  readonly actions: readonly AlterTableAction[];
  readonly at: number;
}

/** One change of a table. MODIFY COLUMN is parsed as the changes that it stands for. */
export type AlterTableAction =
  | AddColumn
  | DropColumn
  | RenameColumn
  | RenameTable
  | SetNullable
  | SetDefault
  | SetType
  | AddIdentity
  | AlterIdentity
  | DropIdentity
  | DropExpression
  | SetTableOptions
  | AddConstraint
  | DropConstraint
  | RenameConstraint;

export interface AddColumn {
  readonly kind: 'add-column';
  readonly column: ColumnDefinition;
  readonly ifNotExists: boolean;
  readonly at: number;
}

export interface DropColumn {
  readonly kind: 'drop-column';
  readonly column: Name;
  readonly ifExists: boolean;
  /** Drop the views that read it and the foreign keys that need it too. */
  readonly cascade: boolean;
  readonly at: number;
}

export interface RenameColumn {
  readonly kind: 'rename-column';
  readonly column: Name;
  readonly to: Name;
  readonly at: number;
}

/** Within its namespace. */
export interface RenameTable {
  readonly kind: 'rename-table';
  readonly to: Name;
  readonly at: number;
}

/** SET NOT NULL and DROP NOT NULL. */
export interface SetNullable {
  readonly kind: 'set-nullable';
  readonly column: Name;
  readonly nullable: boolean;
  readonly at: number;
}

export interface SetDefault {
  readonly kind: 'set-default';
  readonly column: Name;
  /** `undefined`: DROP DEFAULT. */
  readonly value: Expression | undefined;
  readonly at: number;
}

export interface SetType {
  readonly kind: 'set-type';
  readonly column: Name;
  readonly type: TypeName;
  readonly at: number;
}

/** ALTER COLUMN … ADD GENERATED … AS IDENTITY [(…)] */
export interface AddIdentity {
  readonly kind: 'add-identity';
  readonly column: Name;
  readonly identity: Identity;
  readonly at: number;
}

/** ALTER COLUMN … {SET GENERATED … | SET option | RESTART [[WITH] n]} … */
export interface AlterIdentity {
  readonly kind: 'alter-identity';
  readonly column: Name;
  readonly generation: IdentityGeneration | undefined;
  readonly options: readonly SequenceOption[];
  readonly at: number;
}

/** ALTER COLUMN … DROP IDENTITY [IF EXISTS]: it keeps its values, and has no sequence any more. */
export interface DropIdentity {
  readonly kind: 'drop-identity';
  readonly column: Name;
  readonly ifExists: boolean;
  readonly at: number;
}

/** ALTER COLUMN … DROP EXPRESSION [IF EXISTS]: it keeps its values, and is not computed any more. */
export interface DropExpression {
  readonly kind: 'drop-expression';
  readonly column: Name;
  readonly ifExists: boolean;
  readonly at: number;
}

/** ADD [CONSTRAINT name] …; those of an added column follow the column. */
export interface AddConstraint {
  readonly kind: 'add-constraint';
  readonly constraint: TableConstraint;
  readonly at: number;
}

export interface DropConstraint {
  readonly kind: 'drop-constraint';
  readonly name: Name;
  readonly ifExists: boolean;
  /** Drop the foreign keys that need it too. */
  readonly cascade: boolean;
  readonly at: number;
}

/** SET TBLPROPERTIES (…), SET (…) and SET ACCESS LEVEL. */
export interface SetTableOptions {
  readonly kind: 'set-options';
  readonly options: readonly TableOption[];
  readonly at: number;
}

export interface RenameConstraint {
  readonly kind: 'rename-constraint';
  readonly name: Name;
  readonly to: Name;
  readonly at: number;
}
