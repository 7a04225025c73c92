import assert from 'node:assert/strict';
import { columnFromValues } from '../columnar/batch-rows.ts';
import { columnValue } from '../columnar/column-value.ts';
import { columnVector, type Vector } from '../columnar/vector.ts';
import type {
  BoundCall,
  BoundCase,
  BoundCast,
  BoundCoalesce,
  BoundExpression,
  BoundInList,
  BoundLet,
  BoundLogic,
  BoundSubquery,
} from '../plan/expression.ts';
import { castFunction } from '../types/coerce.ts';
import { equalValues } from '../types/compare.ts';
import { atPosition } from '../types/literal-value.ts';
import { isWithin } from '../types/sql-type.ts';
import type { Row, Value } from '../types/value.ts';
import { type ExecutionContext, localsOf, outerValue } from './context.ts';
import { subqueryResults } from './subqueries/subquery-results.ts';

/** Evaluates an expression for one row. */
export type RowEvaluator = (row: Row, context: ExecutionContext) => Value;

/**
 * Compile to a closure over rows: the definition of what expressions mean, which the columnar
 * evaluator must agree with. Three-valued logic; operands run from left to right, those of AND, OR,
 * CASE and COALESCE only as far as needed. Throws SqlError with the position of the call or cast.
 * Closures are not re-entrant: they keep one argument list each. An expression with a subquery is
 * evaluated within `settle`.
 */
export function compileRow(expression: BoundExpression): RowEvaluator {
  switch (expression.kind) {
    case 'constant': {
      const { value } = expression;
      return () => value;
    }
    case 'parameter': {
      const { index } = expression;
      return (_, context) => context.parameters[index];
    }
    case 'column': {
      const { index } = expression;
      return (row) => row[index];
    }
    case 'call':
      return compileCall(expression);
    case 'cast':
      return compileCast(expression);
    case 'and':
      return compileLogic(expression, false);
    case 'or':
      return compileLogic(expression, true);
    case 'not':
      return compileNot(compileRow(expression.operand));
    case 'is-null': {
      const operand = compileRow(expression.operand);
      const { negated } = expression;
      return (row, context) => (operand(row, context) === null) !== negated;
    }
    case 'in-list':
      return compileInList(expression);
    case 'case':
      return compileCase(expression);
    case 'coalesce':
      return compileCoalesce(expression);
    case 'let':
      return compileLet(expression);
    case 'local': {
      const { index } = expression;
      return (_, context) => localsOf(context).values[index];
    }
    case 'outer': {
      const { index } = expression;
      return (_, context) => outerValue(context, index);
    }
    case 'subquery':
      return compileSubquery(expression);
    default:
      return assert.fail(String(expression satisfies never));
  }
}

function compileCall(expression: BoundCall): RowEvaluator {
  const { function: overload, position } = expression;
  const operands = expression.arguments.map(compileRow);
  const evaluate = overload.strict
    ? compileStrict(operands, overload.row)
    : compileList(operands, overload.row);
  return withPosition(evaluate, position);
}

type RowFunction = BoundCall['function']['row'];

/** Closures for one and two arguments spare the loop; all reuse their argument list. */
function compileStrict(operands: readonly RowEvaluator[], call: RowFunction): RowEvaluator {
  const values: Value[] = operands.map(() => null);
  const [first, second] = operands;
  if (operands.length === 1) {
    return (row, context) => {
      values[0] = first(row, context);
      return values[0] === null ? null : call(values, context);
    };
  }
  if (operands.length === 2) {
    return (row, context) => {
      values[0] = first(row, context);
      values[1] = second(row, context);
      return values[0] === null || values[1] === null ? null : call(values, context);
    };
  }
  return (row, context) => {
    let isNull = false;
    for (let index = 0; index < operands.length; index++) {
      values[index] = operands[index](row, context);
      isNull ||= values[index] === null;
    }
    return isNull ? null : call(values, context);
  };
}

function compileList(operands: readonly RowEvaluator[], call: RowFunction): RowEvaluator {
  const values: Value[] = operands.map(() => null);
  return (row, context) => {
    for (let index = 0; index < operands.length; index++) {
      values[index] = operands[index](row, context);
    }
    return call(values, context);
  };
}

function compileCast({ operand, type, position }: BoundCast): RowEvaluator {
  const evaluate = compileRow(operand);
  if (isWithin(operand.type, type)) return evaluate;
  const cast = castFunction(operand.type, type);
  return withPosition((row, context) => {
    const value = evaluate(row, context);
    return value === null ? null : cast(value);
  }, position);
}

/** AND ends at the first false, OR at the first true; otherwise a NULL among them makes NULL. */
function compileLogic({ operands }: BoundLogic, decisive: boolean): RowEvaluator {
  const evaluators = operands.map(compileRow);
  return (row, context) => {
    let result: Value = !decisive;
    for (let index = 0; index < evaluators.length; index++) {
      const value = evaluators[index](row, context);
      if (value === decisive) return decisive;
      if (value === null) result = null;
    }
    return result;
  };
}

function compileNot(operand: RowEvaluator): RowEvaluator {
  return (row, context) => {
    const value = operand(row, context);
    return value === null ? null : !value;
  };
}

function compileInList({ operand, list }: BoundInList): RowEvaluator {
  const evaluate = compileRow(operand);
  const elements = list.map(compileRow);
  const { type } = operand;
  return (row, context) => {
    const value = evaluate(row, context);
    if (value === null) return null;
    let result: Value = false;
    for (let index = 0; index < elements.length; index++) {
      const element = elements[index](row, context);
      if (element === null) result = null;
      else if (equalValues(type, value, element)) return true;
    }
    return result;
  };
}

function compileCase({ branches, otherwise }: BoundCase): RowEvaluator {
  const whens = branches.map(({ when }) => compileRow(when));
  const thens = branches.map(({ then }) => compileRow(then));
  const last = compileRow(otherwise);
  return (row, context) => {
    for (let index = 0; index < whens.length; index++) {
      if (whens[index](row, context) === true) return thens[index](row, context);
    }
    return last(row, context);
  };
}

function compileCoalesce({ operands }: BoundCoalesce): RowEvaluator {
  const evaluators = operands.map(compileRow);
  return (row, context) => {
    for (let index = 0; index < evaluators.length; index++) {
      const value = evaluators[index](row, context);
      if (value !== null) return value;
    }
    return null;
  };
}

function compileLet({ index, value, body }: BoundLet): RowEvaluator {
  const evaluate = compileRow(value);
  const evaluateBody = compileRow(body);
  return (row, context) => {
    localsOf(context).values[index] = evaluate(row, context);
    return evaluateBody(row, context);
  };
}

/** As for a batch of one row. */
function compileSubquery(node: BoundSubquery): RowEvaluator {
  const results = subqueryResults(node);
  const slots = new Uint32Array(1);
  const compileVectors = (expressions: readonly BoundExpression[]) => {
    const evaluators = expressions.map(compileRow);
    return (row: Row, context: ExecutionContext): readonly Vector[] =>
      evaluators.map((evaluate, index) =>
        columnVector(columnFromValues(expressions[index].type, [evaluate(row, context)])),
      );
  };
  const operands = compileVectors(node.operands);
  const bindings = compileVectors(node.bindings);
  return (row, context) => {
    const rows = { operands: operands(row, context), bindings: bindings(row, context) };
    const { column } = results({ ...rows, slots, length: 1 }, context);
    return columnValue(column, 0);
  };
}

/** What fails inside, without a position of its own, fails here. */
function withPosition(evaluate: RowEvaluator, position: number | undefined): RowEvaluator {
  if (position === undefined) return evaluate;
  return (row, context) => {
    try {
      return evaluate(row, context);
    } catch (error) {
      throw atPosition(error, position);
    }
  };
}
