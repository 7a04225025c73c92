import assert from 'node:assert/strict';
import { castValue } from '../types/coerce.ts';
import { type SqlType, sqlTypes, typeName } from '../types/sql-type.ts';
import type { Value } from '../types/value.ts';
import type { BoundCall, BoundCase, BoundExpression, BoundSubquery } from './expression.ts';

/** How tightly what was printed binds; a looser operand gets parentheses. */
const levels = {
  or: 1,
  and: 2,
  not: 3,
  is: 4,
  comparison: 5,
  predicate: 6,
  other: 7,
  additive: 8,
  multiplicative: 9,
  power: 10,
  sign: 11,
  cast: 12,
  primary: 13,
} as const;

/** The operators that bind as `||` does and take two operands. */
const otherOperators = '|| & | # << >> ~ ~* !~ !~* -> ->> #> #>> #- @> <@ ? ?| ?& && ^@'.split(' ');

const infixLevels: ReadonlyMap<string, number> = new Map([
  ...['=', '<>', '<', '<=', '>', '>='].map((name): [string, number] => [name, levels.comparison]),
  ['is distinct from', levels.is],
  ['is not distinct from', levels.is],
  ['like', levels.predicate],
  ['ilike', levels.predicate],
  ['similar to', levels.predicate],
  ...otherOperators.map((name): [string, number] => [name, levels.other]),
  ['+', levels.additive],
  ['-', levels.additive],
  ['*', levels.multiplicative],
  ['/', levels.multiplicative],
  ['%', levels.multiplicative],
  ['^', levels.power],
]);

/** Output columns of an Aggregate are named after what they compute, which may be an operation. */
const columnName = /^[\w.]+(?:\([^()]*\)(?: FILTER .*)?)?$/;

interface Printed {
  readonly text: string;
  readonly level: number;
}

/** A bound expression much as SQL: columns by name, parameters as `$n`. Stable: tests rely on it. */
export function printBound(expression: BoundExpression): string {
  return print(expression).text;
}

function print(expression: BoundExpression): Printed {
  switch (expression.kind) {
    case 'constant':
      return printConstant(expression.type, expression.value);
    case 'parameter':
      return primary(`$${expression.index + 1}`);
    case 'column':
      return {
        text: expression.name,
        level: columnName.test(expression.name) ? levels.primary : 0,
      };
    case 'call':
      return printCall(expression);
    case 'cast':
      return {
        text: `${within(expression.operand, levels.cast)}::${typeName(expression.type)}`,
        level: levels.cast,
      };
    case 'and':
    case 'or':
      return printLogic(expression.kind, expression.operands);
    case 'not':
      return { text: `NOT ${within(expression.operand, levels.not)}`, level: levels.not };
    case 'is-null': {
      const test = expression.negated ? 'IS NOT NULL' : 'IS NULL';
      return { text: `${within(expression.operand, levels.is + 1)} ${test}`, level: levels.is };
    }
    case 'in-list':
      return {
        text: `${within(expression.operand, levels.predicate + 1)} IN (${list(expression.list)})`,
        level: levels.predicate,
      };
    case 'case':
      return primary(printCase(expression));
    case 'coalesce':
      return primary(`coalesce(${list(expression.operands)})`);
    case 'let': {
      const { index, value, body } = expression;
      return { text: `LET v${index} = ${printBound(value)} IN ${printBound(body)}`, level: 0 };
    }
    case 'local':
      return primary(`v${expression.index}`);
    case 'outer':
      return primary(`outer.${expression.name}`);
    case 'subquery':
      return printSubquery(expression);
    default:
      return assert.fail(String(expression satisfies never));
  }
}

function printConstant(type: SqlType, value: Value): Printed {
  if (value === null) return primary('NULL');
  const text = String(castValue(value, type, sqlTypes.text));
  switch (type.kind) {
    case 'boolean':
      return primary(text.toUpperCase());
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'decimal':
    case 'float':
    case 'double':
      return { text, level: text.startsWith('-') ? levels.sign : levels.primary };
    case 'text':
    case 'unknown':
      return primary(quote(text));
    default:
      return primary(`${typeName(type)} ${quote(text)}`);
  }
}

function printCall(call: BoundCall): Printed {
  const { name } = call.function;
  const level = infixLevels.get(name);
  const [left, right] = call.arguments;
  if (call.arguments.length === 2 && level !== undefined) {
    const operator = name.toUpperCase();
    const text = `${within(left, level)} ${operator} ${within(right, level + 1)}`;
    return { text, level };
  }
  if (call.arguments.length === 3 && level === levels.predicate) {
    const [, , escaping] = call.arguments;
    const pattern = `${name.toUpperCase()} ${within(right, level + 1)}`;
    return {
      text: `${within(left, level)} ${pattern} ESCAPE ${within(escaping, level + 1)}`,
      level,
    };
  }
  if (name === 'array') return primary(`ARRAY[${list(call.arguments)}]`);
  if (name === 'subscript') {
    const [array, ...indexes] = call.arguments;
    const brackets = indexes.map((index) => `[${printBound(index)}]`).join('');
    return primary(within(array, levels.primary) + brackets);
  }
  if (name === 'is true' || name === 'is false') {
    return { text: `${within(left, levels.is + 1)} ${name.toUpperCase()}`, level: levels.is };
  }
  if (call.arguments.length === 1 && level !== undefined) {
    return { text: `${name}${within(left, levels.cast)}`, level: levels.sign };
  }
  return primary(`${name}(${list(call.arguments)})`);
}

function printLogic(kind: 'and' | 'or', operands: readonly BoundExpression[]): Printed {
  const level = levels[kind];
  const texts = operands.map((operand) => within(operand, level + 1));
  return { text: texts.join(` ${kind.toUpperCase()} `), level };
}

/** The plan itself is not shown here: EXPLAIN prints it below the node of the expression. */
function printSubquery({ form, operands }: BoundSubquery): Printed {
  switch (form) {
    case 'scalar':
      return primary('(subquery)');
    case 'exists':
      return primary('EXISTS (subquery)');
    case 'in': {
      const [operand] = operands;
      const row =
        operands.length === 1 ? within(operand, levels.predicate + 1) : `(${list(operands)})`;
      return { text: `${row} IN (subquery)`, level: levels.predicate };
    }
    default:
      return assert.fail(String(form satisfies never));
  }
}

function printCase({ branches, otherwise }: BoundCase): string {
  const whens = branches.map(
    ({ when, then }) => `WHEN ${printBound(when)} THEN ${printBound(then)} `,
  );
  return `CASE ${whens.join('')}ELSE ${printBound(otherwise)} END`;
}

function within(expression: BoundExpression, minimum: number): string {
  const { text, level } = print(expression);
  return level < minimum ? `(${text})` : text;
}

function list(expressions: readonly BoundExpression[]): string {
  return expressions.map(printBound).join(', ');
}

function primary(text: string): Printed {
  return { text, level: levels.primary };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
