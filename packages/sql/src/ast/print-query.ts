import assert from 'node:assert/strict';
import type {
  CommonTable,
  Expression,
  FromFunction,
  FromItem,
  FromJoin,
  JoinCondition,
  Query,
  QueryClauses,
  Select,
  SelectItem,
  SetOperation,
  With,
  WithMember,
} from './ast.ts';
import { printGroupBy } from './print-group-by.ts';
import { printLocking } from './print-locking.ts';
import { printName, printNames, printTableName, words } from './print-name.ts';
import { printOrderBy } from './print-order.ts';
import { printTypeName } from './print-type.ts';
import { printWindows } from './print-window.ts';
import { hasClauses, setOperatorLevels } from './query-clauses.ts';

/** Prints an expression: handed in, as expressions have queries in them. */
type Print = (expression: Expression) => string;

/** A query on one line. */
export function printQuery(query: Query, print: Print): string {
  return words(
    query.with && printWith(query.with, print),
    printBody(query, print),
    ...printTail(query, print),
  );
}

/** The WITH clause. */
export function printWith({ recursive, tables }: With, print: Print): string {
  return words(
    'WITH',
    recursive && 'RECURSIVE',
    tables.map((part) => printCommonTable(part, print)).join(', '),
  );
}

/** A member of WITH that is a query. */
export function printCommonTable(
  { materialized, query, ...member }: CommonTable,
  print: Print,
): string {
  return words(
    printMemberHead(member),
    materialized === false && 'NOT',
    materialized !== undefined && 'MATERIALIZED',
    `(${printQuery(query, print)})`,
  );
}

/** `name (a, b) AS` */
export function printMemberHead({ name, columns }: WithMember): string {
  return words(printName(name), columns.length > 0 && `(${printNames(columns)})`, 'AS');
}

function printBody(query: Query, print: Print): string {
  switch (query.kind) {
    case 'select':
      return printSelect(query, print);
    case 'set-operation':
      return printSetOperation(query, print);
    case 'values':
      return `VALUES ${printRows(query.rows, print)}`;
    default:
      return assert.fail(String(query satisfies never));
  }
}

/** Rows of expressions, each in parentheses. */
export function printRows(rows: readonly (readonly Expression[])[], print: Print): string {
  return rows.map((row) => `(${row.map(print).join(', ')})`).join(', ');
}

function printSelect(select: Select, print: Print): string {
  return words(
    'SELECT',
    printQuantifier(select, print),
    printItems(select.items, print),
    select.from && `FROM ${printFrom(select.from, print)}`,
    printWhere(select.where, print),
    printGroupBy(select, print),
    select.having && `HAVING ${print(select.having)}`,
    printWindows(select.windows, print),
  );
}

/** Set operations group to the left. */
function printSetOperation({ operator, all, left, right }: SetOperation, print: Print): string {
  const level = setOperatorLevels[operator];
  return words(
    printOperand(left, level, print),
    operator.toUpperCase(),
    all && 'ALL',
    printOperand(right, level + 1, print),
  );
}

/** In parentheses where it has clauses of its own or binds less tightly than `level`. */
function printOperand(query: Query, level: number, print: Print): string {
  const bindsLoosely = query.kind === 'set-operation' && setOperatorLevels[query.operator] < level;
  const text = printQuery(query, print);
  return bindsLoosely || hasClauses(query) ? `(${text})` : text;
}

function printTail(
  { orderBy, limit, withTies, offset, locking }: QueryClauses,
  print: Print,
): readonly string[] {
  return [
    printOrderBy(orderBy, print),
    limit && !withTies && `LIMIT ${print(limit)}`,
    offset && `OFFSET ${print(offset)}`,
    limit && withTies && `FETCH FIRST (${print(limit)}) ROWS WITH TIES`,
    ...locking.map(printLocking),
  ].filter((part) => typeof part === 'string');
}

/** A list of what to select or return. */
export function printItems(items: readonly SelectItem[], print: Print): string {
  return items.map((item) => printItem(item, print)).join(', ');
}

function printItem({ expression, alias }: SelectItem, print: Print): string {
  return words(print(expression), alias && `AS ${printName(alias)}`);
}

function printQuantifier({ distinct, distinctOn }: Select, print: Print): string | undefined {
  if (distinctOn.length > 0) return `DISTINCT ON (${distinctOn.map(print).join(', ')})`;
  return distinct ? 'DISTINCT' : undefined;
}

/** WHERE and its condition, if there is one. */
export function printWhere(where: Select['where'], print: Print): string | undefined {
  return where && `WHERE ${print(where)}`;
}

/** What stands behind FROM. */
export function printFrom(from: FromItem, print: Print): string {
  switch (from.kind) {
    case 'table':
      return words(printTableName(from.table), printAlias(from));
    case 'derived':
      return words(
        from.lateral && 'LATERAL',
        `(${printQuery(from.query, print)})`,
        printAlias(from),
      );
    case 'function':
      return printFunction(from, print);
    case 'join':
      return printJoin(from, print);
    default:
      return assert.fail(String(from satisfies never));
  }
}

function printFunction(from: FromFunction, print: Print): string {
  const calls = from.calls.map(print).join(', ');
  return words(
    from.lateral && 'LATERAL',
    from.calls.length === 1 ? calls : `ROWS FROM (${calls})`,
    from.ordinality && 'WITH ORDINALITY',
    from.definitions.length === 0 ? printAlias(from) : printRecordAlias(from),
  );
}

function printRecordAlias({ alias, definitions }: FromFunction): string {
  const columns = definitions.map(({ name, type }) => `${printName(name)} ${printTypeName(type)}`);
  return words('AS', alias && printName(alias), `(${columns.join(', ')})`);
}

function printAlias({ alias, columns }: Exclude<FromItem, FromJoin>): string | undefined {
  if (alias === undefined) return undefined;
  return words(`AS ${printName(alias)}`, columns.length > 0 && `(${printNames(columns)})`);
}

/** Joins group to the left, so only a join on the right needs parentheses. */
function printJoin({ joinKind, left, right, condition }: FromJoin, print: Print): string {
  const operand = right.kind === 'join' ? `(${printFrom(right, print)})` : printFrom(right, print);
  const kind = joinKind === 'inner' ? '' : `${joinKind.toUpperCase()} `;
  const prefix = condition.kind === 'natural' ? 'NATURAL ' : condition.kind === 'none' && 'CROSS ';
  return words(
    printFrom(left, print),
    `${prefix || ''}${kind}JOIN`,
    operand,
    printCondition(condition, print),
  );
}

function printCondition(condition: JoinCondition, print: Print): string | undefined {
  switch (condition.kind) {
    case 'none':
    case 'natural':
      return undefined;
    case 'on':
      return `ON ${print(condition.predicate)}`;
    case 'using':
      return words(
        `USING (${printNames(condition.columns)})`,
        condition.alias && `AS ${printName(condition.alias)}`,
      );
    default:
      return assert.fail(String(condition satisfies never));
  }
}
