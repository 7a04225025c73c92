import type {
  ColumnDefinition,
  Expression,
  ForeignKeyConstraint,
  Identity,
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
  | { readonly kind: 'primary-key'; readonly name: Name | undefined; readonly at: number }
  | { readonly kind: 'null'; readonly nullable: boolean; readonly at: number }
  | {
      readonly kind: 'table';
      /** The same as a constraint of the table. */
      of(column: Name): TableConstraint;
      readonly at: number;
    }
  | { readonly kind: 'default'; readonly value: Expression; readonly at: number }
  | { readonly kind: 'identity'; readonly identity: Identity; readonly at: number }
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
  const { text } = name;
  const generated = only(written, 'generated', `column "${text}" is generated twice`)?.expression;
  const value = only(written, 'default', `column "${text}" has more than one default value`)?.value;
  const identity = only(
    written,
    'identity',
    `column "${text}" has more than one identity`,
  )?.identity;
  if (generated !== undefined && (identity ?? value) !== undefined) {
    throw conflict(`column "${text}" is generated and has a default value`, generated.at);
  }
  if (identity !== undefined && value !== undefined) {
    throw conflict(`column "${text}" has both a default value and an identity`, identity.at);
  }
  const key = written.find((each) => each.kind === 'primary-key');
  const column: ColumnDefinition = {
    name,
    type,
    nullable: nullability(text, written),
    primaryKey: key !== undefined,
    ...(key?.name && { primaryKeyName: key.name }),
    defaultValue: value,
    generated,
    ...(identity && { identity }),
  };
  const constraints = written.flatMap((each) => (each.kind === 'table' ? [each.of(name)] : []));
  return { column, constraints };
}

/** The one constraint of a kind; a second one is an error. */
function only<K extends ColumnConstraint['kind']>(
  written: readonly ColumnConstraint[],
  kind: K,
  message: string,
): Extract<ColumnConstraint, { kind: K }> | undefined {
  const [first, second] = written.filter((each) => each.kind === kind);
  if (second !== undefined) throw conflict(message, second.at);
  return first as Extract<ColumnConstraint, { kind: K }> | undefined;
}

/** What is said of NULL, which may be said more than once. */
function nullability(column: string, written: readonly ColumnConstraint[]): boolean | undefined {
  const said = written.flatMap((each) => (each.kind === 'null' ? [each] : []));
  const other = said.find(({ nullable }) => nullable !== said[0].nullable);
  if (other === undefined) return said[0]?.nullable;
  throw conflict(`column "${column}" is declared both NULL and NOT NULL`, other.at);
}

function conflict(message: string, position: number): SqlError {
  return new SqlError('SQL_SYNTAX', message, { position });
}
