import type { Batch } from '../../columnar/batch.ts';
import { columnValue } from '../../columnar/column-value.ts';
import { slotsOf } from '../../columnar/slots.ts';
import { SqlError } from '../../error.ts';
import type { BoundSubquery } from '../../plan/expression.ts';
import { planOf } from '../../plan/plan.ts';
import { equalValues } from '../../types/compare.ts';
import type { Row, Value } from '../../types/value.ts';
import { withOuter } from '../context.ts';
import type { Execution } from './execution.ts';

/** The result of a subquery for one row around it: `outer` its bindings, `operands` those of IN. */
export async function evaluateSubquery(
  node: BoundSubquery,
  execution: Execution,
  outer: readonly Value[],
  operands: readonly Value[],
): Promise<Value> {
  const plan = planOf(node);
  const result = startResult(node, operands);
  const context = withOuter(execution.context, outer);
  const rows = execution.runner.readAtOnce(plan, context);
  if (rows !== undefined) {
    for (const row of rows) if (result.add((index) => row[index])) break;
    return result.value();
  }
  for await (const batch of execution.runner.run(plan, { ...execution, context })) {
    if (addBatch(result, batch)) break;
  }
  return result.value();
}

/** A result that is made up row by row. */
interface PartialResult {
  /** Take in a row, by column; true once further rows change nothing. */
  readonly add: (value: (column: number) => Value) => boolean;
  readonly value: () => Value;
}

function addBatch(result: PartialResult, batch: Batch): boolean {
  for (const slot of slotsOf(batch)) {
    if (result.add((index) => columnValue(batch.columns[index], slot))) return true;
  }
  return false;
}

function startResult(node: BoundSubquery, operands: readonly Value[]): PartialResult {
  if (node.form === 'in') return startSearch(node, operands);
  if (node.form === 'scalar') return startScalar(node);
  let exists = false;
  return {
    add: () => {
      exists = true;
      return true;
    },
    value: () => exists,
  };
}

function startScalar({ position }: BoundSubquery): PartialResult {
  let found: Value = null;
  let count = 0;
  return {
    add: (value) => {
      if (++count > 1) {
        throw new SqlError(
          'SQL_CARDINALITY',
          'more than one row returned by a subquery used as an expression',
          { position, hint: 'Aggregate the rows, or keep one of them by LIMIT 1.' },
        );
      }
      found = value(0);
      return false;
    },
    value: () => found,
  };
}

/** Three-valued: a row that might be equal if its NULLs were known makes the answer NULL. */
function startSearch(node: BoundSubquery, operands: readonly Value[]): PartialResult {
  const types = node.operands.map(({ type }) => type);
  let result: Value = false;
  return {
    add: (value) => {
      const same = equalRows(
        types,
        operands,
        types.map((_, index) => value(index)),
      );
      if (same !== false) result = same;
      return same === true;
    },
    value: () => result,
  };
}

/** `left = right` of two rows, three-valued. */
export function equalRows(
  types: readonly BoundSubquery['type'][],
  left: Row,
  right: Row,
): boolean | null {
  let result: boolean | null = true;
  for (let index = 0; index < types.length; index++) {
    const [one, other] = [left[index], right[index]];
    if (one === null || other === null) result = null;
    else if (!equalValues(types[index], one, other)) return false;
  }
  return result;
}
