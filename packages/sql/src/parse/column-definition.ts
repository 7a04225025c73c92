import type {
  ColumnDefinition,
  Expression,
  ForeignKeyConstraint,
  Name,
  ReferentialAction,
  TableConstraint,
  TypeName,
} from '../ast/ast.ts';
import { SqlError } from '../error.ts';

/** What follows REFERENCES. */
export type Reference = Pick<
  ForeignKeyConstraint,
  'table' | 'referenced' | 'onDelete' | 'onUpdate'
>;

/** ON DELETE or ON UPDATE with what is done. */
export interface ReferentialClause {
  readonly event: 'onDelete' | 'onUpdate';
  readonly action: ReferentialAction;
  readonly at: number;
}

/** A reference with its clauses in any order. SQL_SYNTAX for a second one of a kind. */
export function addActions(
  reference: Pick<Reference, 'table' | 'referenced'>,
  clauses: readonly ReferentialClause[],
): Reference {
  const actions = new Map<string, ReferentialAction>();
  for (const { event, action, at } of clauses) {
    if (actions.has(event)) {
      const words = event === 'onDelete' ? 'ON DELETE' : 'ON UPDATE';
      throw conflict(`${words} is given twice`, at);
    }
    actions.set(event, action);
  }
  return {
    ...reference,
    onDelete: actions.get('onDelete') ?? 'no-action',
    onUpdate: actions.get('onUpdate') ?? 'no-action',
  };
}

/** One constraint of a column as written, at its first character. */
export type ColumnConstraint =
  | { readonly kind: 'primary-key'; readonly at: number }
  | { readonly kind: 'null'; readonly nullable: boolean; readonly at: number }
  | {
      readonly kind: 'table';
      /** The same as a constraint of the table. */
      of(column: Name): TableConstraint;
      readonly at: number;
    }
  | { readonly kind: 'default'; readonly value: Expression; readonly at: number }
  | { readonly kind: 'generated'; readonly expression: Expression; readonly at: number };

/** A column and the constraints of its table that were written with it. */
export interface DefinedColumn {
  readonly column: ColumnDefinition;
  readonly constraints: readonly TableConstraint[];
}

/**
 * The definition of a column with constraints in any order. Throws SqlError SQL_SYNTAX at a
 * constraint that contradicts an earlier one.
 */
export function defineColumn(
  name: Name,
  type: TypeName,
  written: readonly ColumnConstraint[],
): DefinedColumn {
  let nullable: boolean | undefined;
  let primaryKey = false;
  let defaultValue: Expression | undefined;
  let generated: Expression | undefined;
  const constraints: TableConstraint[] = [];
  for (const constraint of written) {
    switch (constraint.kind) {
      case 'primary-key':
        primaryKey = true;
        break;
      case 'null':
        if (nullable !== undefined && nullable !== constraint.nullable) {
          throw conflict(`column "${name.text}" is declared both NULL and NOT NULL`, constraint.at);
        }
        nullable = constraint.nullable;
        break;
      case 'table':
        constraints.push(constraint.of(name));
        break;
      case 'default':
        if (defaultValue !== undefined) {
          throw conflict(`column "${name.text}" has more than one default value`, constraint.at);
        }
        defaultValue = constraint.value;
        break;
      case 'generated':
        if (generated !== undefined) {
          throw conflict(`column "${name.text}" is generated twice`, constraint.at);
        }
        generated = constraint.expression;
        break;
    }
  }
  if (generated !== undefined && defaultValue !== undefined) {
    throw conflict(`column "${name.text}" is generated and has a default value`, generated.at);
  }
  return { column: { name, type, nullable, primaryKey, defaultValue, generated }, constraints };
}

/** The default of AUTO_INCREMENT and IDENTITY columns. */
export function generatedDefault(at: number): ColumnConstraint {
  const value: Expression = {
    kind: 'call',
    name: { text: 'snowflake_id', at },
    arguments: [],
    distinct: false,
    orderBy: [],
    withinGroup: false,
    filter: undefined,
    at,
  };
  return { kind: 'default', value, at };
}

function conflict(message: string, position: number): SqlError {
  return new SqlError('SQL_SYNTAX', message, { position });
}
