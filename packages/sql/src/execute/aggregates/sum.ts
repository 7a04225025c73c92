import { createBuilder } from '../../columnar/builder.ts';
import { type SqlType, sqlTypes, typeProperties } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import { outOfRange } from '../../types/value-error.ts';
import type { AggregateState } from './aggregate-state.ts';
import { type Counter, createCounter } from './count.ts';
import { createDoubleSum } from './double-sum.ts';
import { createExactSum, type ExactSum } from './exact-sum.ts';
import { createFloatSum } from './float-sum.ts';
import { presentRows } from './present-rows.ts';

/** SUM. Of integers it is exact, and out of range only if the total is. */
export function createSum(argumentType: SqlType, resultType: SqlType): AggregateState {
  if (argumentType.kind === 'float') {
    const sum = createFloatSum();
    return summing(sum, resultType, (group) => sum.total(group));
  }
  if (argumentType.kind === 'double') {
    const sum = createDoubleSum();
    return summing(sum, resultType, (group) => sum.total(group));
  }
  const sum = createExactSum();
  return summing(sum, resultType, (group) => integerResult(sum.total(group), resultType));
}

/** AVG, as a double. Of integers the sum is exact. */
export function createAverage(argumentType: SqlType): AggregateState {
  const counter = createCounter();
  const isDouble = typeProperties[argumentType.kind].layout === 'float64';
  const sum = isDouble ? createDoubleSum() : createExactSum();
  return summing(
    sum,
    sqlTypes.double,
    (group) => Number(sum.total(group)) / counter.count(group),
    counter,
  );
}

interface Sum {
  add: ExactSum['add'];
}

/** A state over a sum whose result is NULL for groups without a value. */
function summing(
  sum: Sum,
  type: SqlType,
  result: (group: number) => Value,
  counter: Counter = createCounter(),
): AggregateState {
  return {
    update: ([argument], rows) => {
      const values = presentRows(argument, rows);
      counter.add(values);
      sum.add(argument, values);
    },
    finish: (groupCount) => {
      const builder = createBuilder(type, groupCount);
      for (let group = 0; group < groupCount; group++) {
        builder.append(counter.count(group) === 0 ? null : result(group));
      }
      return builder.finish();
    },
  };
}

function integerResult(total: bigint, type: SqlType): Value {
  if (type.kind === 'double') return Number(total);
  if (BigInt.asIntN(64, total) !== total) {
    throw outOfRange(type, String(total));
  }
  return total;
}
