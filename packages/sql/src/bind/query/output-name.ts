import assert from 'node:assert/strict';
import type { Expression, Query } from '../../ast/ast.ts';

/** Name of a select item without an alias, as PostgreSQL chooses it: never from literals' values. */
export function outputName(expression: Expression): string {
  return chooseName(expression) ?? '?column?';
}

function chooseName(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'column':
      return expression.path[expression.path.length - 1].text;
    case 'call':
      return expression.name.text;
    case 'window-call':
      return expression.call.name.text;
    case 'row':
      return 'row';
    case 'exists':
      return 'exists';
    case 'subquery':
      return firstName(expression.query);
    case 'case':
      return caseName(expression.otherwise);
    case 'cast':
      return chooseName(expression.operand) ?? castName(expression.type.name);
    case 'array':
    case 'array-query':
      return 'array';
    case 'subscript':
    case 'slice':
      return chooseName(expression.operand);
    case 'literal':
      return expression.literal.kind === 'boolean' ? 'bool' : undefined;
    default:
      return undefined;
  }
}

/** A subquery is named after its column. */
function firstName(query: Query): string | undefined {
  switch (query.kind) {
    case 'select': {
      const [first] = query.items;
      return first && (first.alias?.text ?? chooseName(first.expression));
    }
    case 'set-operation':
      return firstName(query.left);
    case 'values':
      return 'column1';
    default:
      return assert.fail(String(query satisfies never));
  }
}

/** PostgreSQL names a CASE after its ELSE where that is a column or a call. */
function caseName(otherwise: Expression | undefined): string {
  const named = otherwise?.kind === 'column' || otherwise?.kind === 'call';
  return named ? outputName(otherwise) : 'case';
}

/** PostgreSQL's own names of types that it spells in another way in SQL. */
const internalNames: ReadonlyMap<string, string> = new Map([
  ['smallint', 'int2'],
  ['int', 'int4'],
  ['integer', 'int4'],
  ['bigint', 'int8'],
  ['float', 'float4'],
  ['real', 'float4'],
  ['double', 'float8'],
  ['double precision', 'float8'],
  ['boolean', 'bool'],
  ['datetime', 'timestamptz'],
  ['timestamp with time zone', 'timestamptz'],
  ['character varying', 'varchar'],
]);

function castName(type: string): string {
  return internalNames.get(type) ?? type.split(' ')[0];
}
