import assert from 'node:assert/strict';
import type { FromItem, FromJoin, JoinCondition, Select, SelectItem } from './ast.ts';
import { printExpression, printOrderBy } from './print-expression.ts';
import { printGroupBy } from './print-group-by.ts';
import { printName, printNames, printTableName, words } from './print-name.ts';

/** A SELECT on one line. */
export function printSelect(select: Select): string {
  return words(
    'SELECT',
    select.distinct && 'DISTINCT',
    select.items.map(printItem).join(', '),
    select.from && `FROM ${printFrom(select.from)}`,
    printWhere(select.where),
    printGroupBy(select),
    select.having && `HAVING ${printExpression(select.having)}`,
    printOrderBy(select.orderBy),
    select.limit && `LIMIT ${printExpression(select.limit)}`,
    select.offset && `OFFSET ${printExpression(select.offset)}`,
  );
}

function printItem({ expression, alias }: SelectItem): string {
  return words(printExpression(expression), alias && `AS ${printName(alias)}`);
}

/** WHERE and its condition, if there is one. */
export function printWhere(where: Select['where']): string | undefined {
  return where && `WHERE ${printExpression(where)}`;
}

function printFrom(from: FromItem): string {
  switch (from.kind) {
    case 'table':
      return words(printTableName(from.table), printAlias(from));
    case 'derived':
      return words(`(${printSelect(from.query)})`, printAlias(from));
    case 'join':
      return printJoin(from);
    default:
      return assert.fail(String(from satisfies never));
  }
}

function printAlias({ alias, columns }: Exclude<FromItem, FromJoin>): string | undefined {
  if (alias === undefined) return undefined;
  return words(`AS ${printName(alias)}`, columns.length > 0 && `(${printNames(columns)})`);
}

/** Joins group to the left, so only a join on the right needs parentheses. */
function printJoin({ joinKind, left, right, condition }: FromJoin): string {
  const operand = right.kind === 'join' ? `(${printFrom(right)})` : printFrom(right);
  const kind = joinKind === 'inner' ? '' : `${joinKind.toUpperCase()} `;
  const prefix = condition.kind === 'natural' ? 'NATURAL ' : condition.kind === 'none' && 'CROSS ';
  return words(printFrom(left), `${prefix || ''}${kind}JOIN`, operand, printCondition(condition));
}

function printCondition(condition: JoinCondition): string | undefined {
  switch (condition.kind) {
    case 'none':
    case 'natural':
      return undefined;
    case 'on':
      return `ON ${printExpression(condition.predicate)}`;
    case 'using':
      return `USING (${printNames(condition.columns)})`;
    default:
      return assert.fail(String(condition satisfies never));
  }
}
