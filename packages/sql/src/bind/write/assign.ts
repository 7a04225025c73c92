import type { Expression, Name } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import { constant } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { typeName } from '../../types/sql-type.ts';
import type { Binder } from '../binder.ts';
import type { ColumnInfo, TableInfo } from '../catalog.ts';
import { coerceTo, isCoercible } from '../expression/coerce-expression.ts';
import type { ExpressionContext } from '../expression/expression-context.ts';
import { suggestion } from '../suggestion.ts';

/**
 * What a column is set to, typed as the column by the rules of assignment; DEFAULT is the column's
 * default. SQL_TYPE_MISMATCH and SQL_GENERATED_COLUMN name the column.
 */
export function bindAssigned(
  context: ExpressionContext,
  column: ColumnInfo,
  node: Expression,
): BoundExpression {
  if (node.kind === 'default') return defaultOf(column);
  const bound = context.bind(node);
  return assign(context.binder, column, bound, node.at);
}

/** `bound` typed as the column that it is assigned to, by the same rules. */
export function assign(
  binder: Binder,
  column: ColumnInfo,
  bound: BoundExpression,
  at?: number,
): BoundExpression {
  if (column.identity === 'always') throw isIdentity(column, binder.positions.get(bound) ?? at);
  if (column.generated === true) throw isGenerated(column, binder.positions.get(bound) ?? at);
  if (isCoercible(bound, column.type, 'assignment')) return coerceTo(binder, bound, column.type);
  const types = `${typeName(column.type)} but expression is of type ${typeName(bound.type)}`;
  throw new SqlError('SQL_TYPE_MISMATCH', `column "${column.name}" is of type ${types}`, {
    position: binder.positions.get(bound) ?? at,
    hint: 'You will need to rewrite or cast the expression.',
  });
}

function isGenerated({ name }: ColumnInfo, position: number | undefined): SqlError {
  return new SqlError('SQL_GENERATED_COLUMN', `column "${name}" can only be given DEFAULT`, {
    position,
    hint: 'It is a generated column: leave it out, its value is computed.',
  });
}

function isIdentity({ name }: ColumnInfo, position: number | undefined): SqlError {
  return new SqlError('SQL_GENERATED_COLUMN', `column "${name}" can only be given DEFAULT`, {
    position,
    hint: 'It is GENERATED ALWAYS AS IDENTITY: INSERT … OVERRIDING SYSTEM VALUE gives it a value.',
  });
}

/** The column's default; NULL without one. */
export function defaultOf({ defaultValue, type }: ColumnInfo): BoundExpression {
  return defaultValue ?? constant(type, null);
}

/**
 * The index of a column that a statement writes. Unknown ones are SQL_UNKNOWN_COLUMN, system columns
 * SQL_UNSUPPORTED, a column named before SQL_DUPLICATE_NAME; all at the name.
 */
export function writableColumn(
  table: TableInfo,
  { text, at: position }: Name,
  before: readonly number[],
): number {
  const index = table.columns.findIndex((column) => column.name === text);
  const column = table.columns[index];
  if (column === undefined) {
    const names = table.columns.filter(({ system }) => !system).map(({ name }) => name);
    throw new SqlError(
      'SQL_UNKNOWN_COLUMN',
      `column "${text}" of table "${table.namespace}.${table.name}" does not exist`,
      { position, hint: suggestion(text, names) },
    );
  }
  if (column.system) {
    throw new SqlError('SQL_UNSUPPORTED', `cannot assign to system column "${text}"`, { position });
  }
  if (before.includes(index)) {
    throw new SqlError('SQL_DUPLICATE_NAME', `column "${text}" specified more than once`, {
      position,
    });
  }
  return index;
}
