import assert from 'node:assert/strict';
import { keywordFunctions } from '../parse/keywords.ts';
import type {
  Binary,
  Call,
  Case,
  Expression,
  Literal,
  Quantified,
  QuantifiedArray,
  Query,
  Row,
  Unary,
} from './ast.ts';
import { unbalance } from './balance.ts';
import {
  binaryLevels,
  isNonAssociative,
  operatorLevels,
  quantifiedLevel,
} from './operator-level.ts';
import { printName, printString, words } from './print-name.ts';
import { printOrderBy } from './print-order.ts';
import { printQuery } from './print-query.ts';
import { printTypeName } from './print-type.ts';
import { printWindowCall } from './print-window.ts';

/** Names of the functions that can be called by a word alone. */
const calledByWord: ReadonlySet<string> = new Set(keywordFunctions.values());

/** The expression as SQL; parsing it gives the same AST but for offsets and slots. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return printLiteral(expression);
    case 'parameter':
      return `$${expression.number}`;
    case 'column':
      return expression.path.map(printName).join('.');
    case 'unary':
      return printUnary(expression);
    case 'binary':
      return printBinary(expression);
    case 'is-null':
    case 'is-truth':
    case 'like':
    case 'between':
    case 'in-list':
    case 'in-query':
      return printPredicate(expression);
    case 'row':
      return printRow(expression);
    case 'subquery':
      return printNested(expression.query);
    case 'exists':
      return `EXISTS ${printNested(expression.query)}`;
    case 'quantified':
    case 'quantified-array':
      return printQuantified(expression);
    case 'case':
      return printCase(expression);
    case 'cast':
      return `CAST(${printExpression(expression.operand)} AS ${printTypeName(expression.type)})`;
    case 'call':
      return printCall(expression);
    case 'collate': {
      const operand = printOperand(expression.operand, operatorLevels.collate);
      return `${operand} COLLATE ${expression.collation.map(printName).join('.')}`;
    }
    case 'array':
      return `ARRAY[${expression.elements.map(printExpression).join(', ')}]`;
    case 'array-query':
      return `ARRAY${printNested(expression.query)}`;
    case 'subscript':
      return `${printIndexed(expression.operand)}[${printExpression(expression.index)}]`;
    case 'slice': {
      const [lower, upper] = [expression.lower, expression.upper].map(
        (bound) => bound && printExpression(bound),
      );
      return `${printIndexed(expression.operand)}[${lower ?? ''} : ${upper ?? ''}]`;
    }
    case 'named-argument':
      return `${printName(expression.name)} => ${printExpression(expression.value)}`;
    case 'window-call':
      return printWindowCall(expression, printExpression);
    case 'star':
      return [...expression.table.map(printName), '*'].join('.');
    case 'default':
      return 'DEFAULT';
    default:
      return assert.fail(String(expression satisfies never));
  }
}

/** `expression` where operators of at least `level` are expected. */
function printOperand(expression: Expression, level: number): string {
  const text = printExpression(expression);
  return levelOf(expression) < level ? `(${text})` : text;
}

/** What subscripts follow. */
function printIndexed(operand: Expression): string {
  return printOperand(operand, operatorLevels.subscript);
}

function levelOf(expression: Expression): number {
  switch (expression.kind) {
    case 'binary':
      return binaryLevels[expression.operator];
    case 'unary':
      return unaryLevel(expression.operator);
    case 'is-null':
    case 'is-truth':
      return operatorLevels.is;
    case 'like':
    case 'between':
    case 'in-list':
    case 'in-query':
      return operatorLevels.predicate;
    case 'quantified':
    case 'quantified-array':
      return quantifiedLevel(expression.operator);
    case 'collate':
      return operatorLevels.collate;
    case 'subscript':
    case 'slice':
      return operatorLevels.subscript;
    default:
      return operatorLevels.primary;
  }
}

function printLiteral({ literal }: Literal): string {
  switch (literal.kind) {
    case 'null':
      return 'NULL';
    case 'boolean':
      return literal.value ? 'TRUE' : 'FALSE';
    case 'number':
      return literal.digits;
    case 'string':
      return printString(literal.text);
    default:
      return assert.fail(String(literal satisfies never));
  }
}

function unaryLevel(operator: Unary['operator']): number {
  if (operator === 'not') return operatorLevels.not;
  return operator === '-' || operator === '+' ? operatorLevels.sign : operatorLevels.other;
}

function printUnary({ operator, operand }: Unary): string {
  const level = unaryLevel(operator);
  if (level === operatorLevels.not) return `NOT ${printOperand(operand, operatorLevels.is)}`;
  // A sign next to a sign could read as a comment.
  if (level === operatorLevels.sign) return operator + printOperand(operand, operatorLevels.cast);
  return `${operator} ${printOperand(operand, level + 1)}`;
}

function printBinary(node: Binary): string {
  const operator = node.operator.toUpperCase();
  const level = binaryLevels[node.operator];
  if (node.operator === 'and' || node.operator === 'or') {
    // Trees that the parser would not build from a plain chain need parentheses to come back.
    const operands = unbalance(node) ?? [node.left, node.right];
    return operands.map((operand) => printOperand(operand, level + 1)).join(` ${operator} `);
  }
  const left = printOperand(node.left, isNonAssociative(node.operator) ? level + 1 : level);
  return `${left} ${operator} ${printOperand(node.right, level + 1)}`;
}

function printPredicate(
  node: Extract<
    Expression,
    { kind: 'is-null' | 'is-truth' | 'like' | 'between' | 'in-list' | 'in-query' }
  >,
): string {
  const { comparison, other } = operatorLevels;
  const not = node.negated ? 'NOT ' : '';
  switch (node.kind) {
    case 'is-null':
      return `${printOperand(node.operand, comparison)} IS ${not}NULL`;
    case 'is-truth': {
      const value = node.value === null ? 'UNKNOWN' : String(node.value).toUpperCase();
      return `${printOperand(node.operand, comparison)} IS ${not}${value}`;
    }
    case 'in-list': {
      const list = node.list.map(printExpression).join(', ');
      return `${printOperand(node.operand, other)} ${not}IN (${list})`;
    }
    case 'in-query':
      return `${printOperand(node.operand, other)} ${not}IN ${printNested(node.query)}`;
    case 'between': {
      const lower = printOperand(node.lower, other);
      const upper = printOperand(node.upper, other);
      const between = node.symmetric ? 'BETWEEN SYMMETRIC' : 'BETWEEN';
      return `${printOperand(node.operand, other)} ${not}${between} ${lower} AND ${upper}`;
    }
    case 'like': {
      const verb = node.verb.toUpperCase();
      const suffix = node.escape && ` ESCAPE ${printOperand(node.escape, other)}`;
      const pattern = printOperand(node.pattern, other);
      return `${printOperand(node.operand, other)} ${not}${verb} ${pattern}${suffix ?? ''}`;
    }
    default:
      return assert.fail(String(node satisfies never));
  }
}

function printNested(query: Query): string {
  return `(${printQuery(query, printExpression)})`;
}

/** `(a, b)` would be a list in GROUP BY. */
function printRow({ items }: Row): string {
  return `ROW(${items.map(printExpression).join(', ')})`;
}

function printQuantified(node: Quantified | QuantifiedArray): string {
  const left = printOperand(node.operand, quantifiedLevel(node.operator) + 1);
  const right =
    node.kind === 'quantified' ? printNested(node.query) : `(${printExpression(node.array)})`;
  return `${left} ${node.operator.toUpperCase()} ${node.quantifier.toUpperCase()} ${right}`;
}

function printCase({ operand, branches, otherwise }: Case): string {
  const parts = ['CASE'];
  if (operand !== undefined) {
    parts.push(printExpression(operand));
  }
  for (const branch of branches) {
    parts.push(`WHEN ${printExpression(branch.when)} THEN ${printExpression(branch.then)}`);
  }
  if (otherwise !== undefined) {
    parts.push(`ELSE ${printExpression(otherwise)}`);
  }
  return [...parts, 'END'].join(' ');
}

function printCall(call: Call): string {
  if (isPlain(call) && calledByWord.has(call.name.text)) {
    return call.name.text.toUpperCase();
  }
  const distinct = call.distinct ? 'DISTINCT ' : '';
  const list = call.arguments.map(printExpression).join(', ');
  const order = printOrderBy(call.orderBy, printExpression);
  return words(
    `${printName(call.name)}(${words(distinct + list, !call.withinGroup && order)})`,
    call.withinGroup && `WITHIN GROUP (${order})`,
    call.filter && `FILTER (WHERE ${printExpression(call.filter)})`,
  );
}

function isPlain(call: Call): boolean {
  return (
    call.arguments.length === 0 &&
    !call.distinct &&
    call.orderBy.length === 0 &&
    call.filter === undefined
  );
}
