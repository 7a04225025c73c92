import { createBuilder } from '../../columnar/builder.ts';
import { type Decimal, fitDecimal, formatDecimal } from '../../types/decimal.ts';
import { divideDecimals } from '../../types/decimal-arithmetic.ts';
import { type SqlType, sqlTypes, typeProperties } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import { outOfRange } from '../../types/value-error.ts';
import type { AggregateState } from './aggregate-state.ts';
import { createCounter } from './count.ts';
import { createDecimalSum, type DecimalSum } from './decimal-sum.ts';
import { createDoubleSum } from './double-sum.ts';
import { createExactSum, type ExactSum } from './exact-sum.ts';
import { createFloatSum } from './float-sum.ts';
import { createPresence, type Presence } from './presence.ts';
import { presentRows } from './present-rows.ts';

/** SUM. Of integers and decimals it is exact, and out of range only if the total is. */
export function createSum(argumentType: SqlType, resultType: SqlType): AggregateState {
  if (argumentType.kind === 'float') {
    const sum = createFloatSum();
    return summing(sum, resultType, (group) => sum.total(group));
  }
  if (argumentType.kind === 'double') {
    const sum = createDoubleSum();
    return summing(sum, resultType, (group) => sum.total(group));
  }
  const sum = createDecimalTotal(argumentType);
  return summing(sum, resultType, (group) => exactResult(sum.total(group), resultType));
}

/** AVG. Of integers and decimals it is the exact sum divided by the number of values. */
export function createAverage(argumentType: SqlType): AggregateState {
  const counter = createCounter();
  if (typeProperties[argumentType.kind].layout === 'float64') {
    const sum = createDoubleSum();
    const mean = (group: number): Value => sum.total(group) / counter.count(group);
    return summing(sum, sqlTypes.double, mean, counter);
  }
  const sum = createDecimalTotal(argumentType);
  const mean = (group: number): Value => {
    const count = { unscaled: BigInt(counter.count(group)), scale: 0 };
    return formatDecimal(divideDecimals(sum.total(group), count));
  };
  return summing(sum, sqlTypes.decimal, mean, counter);
}

/** Sums of integers or decimals, as decimals. */
function createDecimalTotal({ kind }: SqlType): DecimalSum {
  if (kind === 'decimal') return createDecimalSum();
  const sum = createExactSum();
  return {
    add: sum.add,
    total: (group) => ({ unscaled: sum.total(group), scale: 0 }),
    combine: sum.combine,
  };
}

type Sum = Pick<ExactSum, 'add' | 'combine'>;

/** A state over a sum whose result is NULL for groups without a value. */
function summing(
  sum: Sum,
  type: SqlType,
  result: (group: number) => Value,
  presence: Presence = createPresence(),
): AggregateState {
  return {
    update: ([argument], rows) => {
      const values = presentRows(argument, rows);
      presence.add(values);
      sum.add(argument, values);
    },
    combine: (pairs) => {
      presence.combine(pairs);
      sum.combine(pairs);
    },
    finish: (groupCount) => {
      const builder = createBuilder(type, groupCount);
      for (let group = 0; group < groupCount; group++) {
        builder.append(presence.has(group) ? result(group) : null);
      }
      return builder.finish();
    },
  };
}

function exactResult({ unscaled, scale }: Decimal, type: SqlType): Value {
  if (type.kind === 'decimal') return formatDecimal(fitDecimal(unscaled, scale));
  if (BigInt.asIntN(64, unscaled) !== unscaled) throw outOfRange(type, String(unscaled));
  return unscaled;
}
