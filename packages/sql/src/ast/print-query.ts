import assert from 'node:assert/strict';
import type {
  CommonTable,
  Expression,
  FromItem,
  FromJoin,
  JoinCondition,
  Query,
  QueryClauses,
  Select,
  SelectItem,
  SetOperation,
  With,
} from './ast.ts';
import { printExpression, printOrderBy } from './print-expression.ts';
import { printGroupBy } from './print-group-by.ts';
import { printName, printNames, printTableName, words } from './print-name.ts';
import { printWindows } from './print-window.ts';
import { hasClauses, setOperatorLevels } from './query-clauses.ts';

/** A query on one line. */
export function printQuery(query: Query): string {
  return words(query.with && printWith(query.with), printBody(query), ...printTail(query));
}

function printWith({ recursive, tables }: With): string {
  return words('WITH', recursive && 'RECURSIVE', tables.map(printCommonTable).join(', '));
}

function printCommonTable({ name, columns, materialized, query }: CommonTable): string {
  return words(
    printName(name),
    columns.length > 0 && `(${printNames(columns)})`,
    'AS',
    materialized === false && 'NOT',
    materialized !== undefined && 'MATERIALIZED',
    `(${printQuery(query)})`,
  );
}

function printBody(query: Query): string {
  switch (query.kind) {
    case 'select':
      return printSelect(query);
    case 'set-operation':
      return printSetOperation(query);
    case 'values':
      return `VALUES ${printRows(query.rows)}`;
    default:
      return assert.fail(String(query satisfies never));
  }
}

/** Rows of expressions, each in parentheses. */
export function printRows(rows: readonly (readonly Expression[])[]): string {
  return rows.map((row) => `(${row.map(printExpression).join(', ')})`).join(', ');
}

function printSelect(select: Select): string {
  return words(
    'SELECT',
    printQuantifier(select),
    select.items.map(printItem).join(', '),
    select.from && `FROM ${printFrom(select.from)}`,
    printWhere(select.where),
    printGroupBy(select),
    select.having && `HAVING ${printExpression(select.having)}`,
    printWindows(select.windows, printExpression),
  );
}

/** Set operations group to the left. */
function printSetOperation({ operator, all, left, right }: SetOperation): string {
  const level = setOperatorLevels[operator];
  return words(
    printOperand(left, level),
    operator.toUpperCase(),
    all && 'ALL',
    printOperand(right, level + 1),
  );
}

/** In parentheses where it has clauses of its own or binds less tightly than `level`. */
function printOperand(query: Query, level: number): string {
  const bindsLoosely = query.kind === 'set-operation' && setOperatorLevels[query.operator] < level;
  const text = printQuery(query);
  return bindsLoosely || hasClauses(query) ? `(${text})` : text;
}

function printTail({ orderBy, limit, withTies, offset }: QueryClauses): readonly string[] {
  return [
    printOrderBy(orderBy),
    limit && !withTies && `LIMIT ${printExpression(limit)}`,
    offset && `OFFSET ${printExpression(offset)}`,
    limit && withTies && `FETCH FIRST (${printExpression(limit)}) ROWS WITH TIES`,
  ].filter((part) => typeof part === 'string');
}

function printItem({ expression, alias }: SelectItem): string {
  return words(printExpression(expression), alias && `AS ${printName(alias)}`);
}

function printQuantifier({ distinct, distinctOn }: Select): string | undefined {
  if (distinctOn.length > 0) return `DISTINCT ON (${distinctOn.map(printExpression).join(', ')})`;
  return distinct ? 'DISTINCT' : undefined;
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
      return words(`(${printQuery(from.query)})`, printAlias(from));
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
