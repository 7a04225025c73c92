import assert from 'node:assert/strict';
import type {
  Assignment,
  Delete,
  Expression,
  FromItem,
  Merge,
  MergeClause,
  OnConflict,
  Query,
  RowStatement,
  Update,
  WindowCall,
  WithWrites,
  WriteStatement,
} from '../ast/ast.ts';
import { groupExpressions } from '../ast/group-ast.ts';

/** The expressions directly below `expression` as written; of a query, its outermost ones. */
function subexpressions(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'parameter':
    case 'column':
    case 'star':
    case 'default':
      return [];
    case 'unary':
    case 'is-null':
    case 'is-truth':
    case 'cast':
    case 'collate':
      return [expression.operand];
    case 'array':
      return expression.elements;
    case 'subscript':
      return [expression.operand, expression.index];
    case 'slice':
      return present([expression.operand, expression.lower, expression.upper]);
    case 'named-argument':
      return [expression.value];
    case 'binary':
      return [expression.left, expression.right];
    case 'like':
      return present([expression.operand, expression.pattern, expression.escape]);
    case 'between':
      return [expression.operand, expression.lower, expression.upper];
    case 'in-list':
      return [expression.operand, ...expression.list];
    case 'row':
      return expression.items;
    case 'quantified-array':
      return [expression.operand, expression.array];
    case 'subquery':
    case 'exists':
    case 'array-query':
      return expressionsOf(expression.query);
    case 'in-query':
    case 'quantified':
      return [expression.operand, ...expressionsOf(expression.query)];
    case 'case':
      return present([
        expression.operand,
        ...expression.branches.flatMap(({ when, then }) => [when, then]),
        expression.otherwise,
      ]);
    case 'call':
      return present([
        ...expression.arguments,
        ...expression.orderBy.map((item) => item.expression),
        expression.filter,
      ]);
    case 'window-call':
      return [expression.call, ...expressionsOfWindow(expression.over)];
    default:
      return assert.fail(String(expression satisfies never));
  }
}

/** Whether `test` holds for one of `expressions` or anything below them. */
export function someSubexpression(
  expressions: readonly Expression[],
  test: (expression: Expression) => boolean,
): boolean {
  return expressions.some(
    (expression) => test(expression) || someSubexpression(subexpressions(expression), test),
  );
}

/**
 * The outermost expressions of a statement in the order of its text, those of queries in FROM, WITH
 * and set operations included.
 */
export function expressionsOf(statement: RowStatement): readonly Expression[] {
  switch (statement.kind) {
    case 'select':
    case 'set-operation':
    case 'values':
      return expressionsOfQuery(statement);
    case 'insert': {
      const { rows, query } = statement;
      const source = query === undefined ? rows.flat() : expressionsOfQuery(query);
      return [
        ...expressionsOfWith(statement.with),
        ...source,
        ...expressionsOfConflict(statement.onConflict),
        ...returned(statement),
      ];
    }
    case 'update':
      return present([
        ...expressionsOfWith(statement.with),
        ...assigned(statement.assignments),
        ...searched(statement),
      ]);
    case 'delete':
      return [...expressionsOfWith(statement.with), ...searched(statement)];
    case 'merge':
      return expressionsOfMerge(statement);
    case 'with-writes':
      return [...expressionsOfWith(statement.with), ...expressionsOf(statement.main)];
    default:
      return assert.fail(String(statement satisfies never));
  }
}

function searched(statement: Update | Delete): readonly Expression[] {
  const { from, where } = statement;
  const tables = from === undefined ? [] : expressionsOfFrom(from);
  return present([...tables, where, ...returned(statement)]);
}

function expressionsOfWith(clause: WithWrites['with'] | undefined): readonly Expression[] {
  return (clause?.tables ?? []).flatMap((member) =>
    expressionsOf('query' in member ? member.query : member.statement),
  );
}

function assigned(assignments: readonly Assignment[]): readonly Expression[] {
  return assignments.flatMap((assignment) =>
    'column' in assignment ? [assignment.value] : expressionsOfQuery(assignment.query),
  );
}

function expressionsOfConflict(conflict: OnConflict | undefined): readonly Expression[] {
  const { target, update } = conflict ?? {};
  return present([
    ...(target?.kind === 'keys' ? [...target.keys, target.where] : []),
    ...assigned(update?.assignments ?? []),
    update?.where,
  ]);
}

function expressionsOfMerge(merge: Merge): readonly Expression[] {
  return [
    ...expressionsOfWith(merge.with),
    ...expressionsOfFrom(merge.source),
    merge.on,
    ...merge.clauses.flatMap(expressionsOfClause),
    ...returned(merge),
  ];
}

function expressionsOfClause({ condition, action }: MergeClause): readonly Expression[] {
  switch (action.kind) {
    case 'update':
      return present([condition, ...assigned(action.assignments)]);
    case 'insert':
      return present([condition, ...action.values]);
    case 'delete':
    case 'nothing':
      return present([condition]);
    default:
      return assert.fail(String(action satisfies never));
  }
}

function returned({ returning }: WriteStatement): readonly Expression[] {
  return returning.map(({ expression }) => expression);
}

function expressionsOfQuery(query: Query): readonly Expression[] {
  return present([
    ...expressionsOfWith(query.with),
    ...expressionsOfBody(query),
    ...query.orderBy.map(({ expression }) => expression),
    query.limit,
    query.offset,
  ]);
}

function expressionsOfBody(query: Query): readonly (Expression | undefined)[] {
  switch (query.kind) {
    case 'select':
      return [
        ...query.distinctOn,
        ...query.items.map(({ expression }) => expression),
        ...(query.from === undefined ? [] : expressionsOfFrom(query.from)),
        query.where,
        ...groupExpressions(query.groupBy),
        query.having,
        ...query.windows.flatMap(({ definition }) => expressionsOfWindow(definition)),
      ];
    case 'set-operation':
      return [...expressionsOfQuery(query.left), ...expressionsOfQuery(query.right)];
    case 'values':
      return query.rows.flat();
    default:
      return assert.fail(String(query satisfies never));
  }
}

/** The outermost expressions of a window in the order of its text. */
export function expressionsOfWindow(over: WindowCall['over']): readonly Expression[] {
  if (over.kind === 'window-name') return [];
  const { partitionBy, orderBy, frame } = over;
  const bounds = frame === undefined ? [] : [frame.start, frame.end];
  return present([
    ...partitionBy,
    ...orderBy.map(({ expression }) => expression),
    ...bounds.map((bound) => (bound !== undefined && 'offset' in bound ? bound.offset : undefined)),
  ]);
}

function expressionsOfFrom(from: FromItem): readonly Expression[] {
  switch (from.kind) {
    case 'table':
      return [];
    case 'derived':
      return expressionsOfQuery(from.query);
    case 'function':
      return from.calls;
    case 'join': {
      const operands = [...expressionsOfFrom(from.left), ...expressionsOfFrom(from.right)];
      const { condition } = from;
      return condition.kind === 'on' ? [...operands, condition.predicate] : operands;
    }
    default:
      return assert.fail(String(from satisfies never));
  }
}

function present(expressions: readonly (Expression | undefined)[]): readonly Expression[] {
  return expressions.filter((expression) => expression !== undefined);
}
