import { SqlError } from '../../error.ts';
import type { BoundColumn, BoundExpression } from '../../plan/expression.ts';
import type { SetCall } from '../../plan/plan.ts';
import { sameExpression } from '../../plan/same-expression.ts';
import { hasVolatile, someExpression } from '../../plan/walk.ts';
import { mapSetCall } from '../../plan/walk-calls.ts';
import type { Binder } from '../binder.ts';
import { setColumns } from './collected-columns.ts';

/**
 * Set-returning functions found in the expressions of a SELECT. While binding, the i-th stands in
 * the expressions as `setColumns.at(i)`.
 */
export interface SetCollector {
  readonly calls: SetCall[];
}

/** The column that stands for a call of one column; equal calls share one. */
export function collectSet({ calls }: SetCollector, wanted: SetCall): BoundColumn {
  const found = calls.findIndex((call) => sameSetCall(call, wanted));
  const index = found >= 0 ? found : calls.push(wanted) - 1;
  const { name, columns } = wanted.function;
  return { kind: 'column', type: columns[0].type, index: setColumns.at(index), name };
}

function sameSetCall(left: SetCall, right: SetCall): boolean {
  return (
    left.function === right.function &&
    !left.arguments.some(hasVolatile) &&
    left.arguments.every((argument, index) => sameExpression(argument, right.arguments[index]))
  );
}

/** Calls by number that `expressions` need, those within their arguments included, after `map`. */
export function neededSets(
  { calls }: SetCollector,
  expressions: readonly BoundExpression[],
  map: (argument: BoundExpression) => BoundExpression = (argument) => argument,
): ReadonlyMap<number, SetCall> {
  const needed = new Map<number, SetCall>();
  const collect = (number: number): void => {
    if (needed.has(number)) return;
    const call = mapSetCall(calls[number], map);
    needed.set(number, call);
    setNumbers(call.arguments).forEach(collect);
  };
  setNumbers(expressions).forEach(collect);
  return needed;
}

/** The numbers of the calls directly in `expressions`. */
export function setNumbers(expressions: readonly BoundExpression[]): readonly number[] {
  const found = new Set<number>();
  for (const expression of expressions) {
    someExpression(expression, (part) => {
      const number = part.kind === 'column' ? setColumns.numberOf(part) : undefined;
      if (number !== undefined) found.add(number);
      return false;
    });
  }
  return [...found];
}

/** SQL_UNSUPPORTED at a set-returning function in one of `operands`. */
export function refuseSets(
  binder: Binder,
  clause: string,
  operands: readonly BoundExpression[],
): void {
  for (const operand of operands) {
    someExpression(operand, (part) => {
      if (part.kind !== 'column' || setColumns.numberOf(part) === undefined) return false;
      throw misplacedSet(
        `set-returning functions are not allowed in ${clause}`,
        binder.positions.get(part),
      );
    });
  }
}

/** SQL_UNSUPPORTED for a set-returning function where there cannot be one. */
export function misplacedSet(message: string, position: number | undefined): SqlError {
  return new SqlError('SQL_UNSUPPORTED', message, {
    position,
    hint: 'Call it in FROM, perhaps as LATERAL, and use its column here.',
  });
}
