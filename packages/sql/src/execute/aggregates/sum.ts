import { type ColumnBuilder, createBuilder } from '../../columnar/builder.ts';
import { DecimalBuilder } from '../../columnar/builders/decimal-builder.ts';
import { type Decimal, fitDecimal } from '../../types/decimal.ts';
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
    return summing(sum, values(resultType, sum.total));
  }
  if (argumentType.kind === 'double') {
    const sum = createDoubleSum();
    return summing(sum, values(resultType, sum.total));
  }
  const sum = createDecimalTotal(argumentType);
  if (resultType.kind === 'decimal')
    return summing(
      sum,
      decimals((group) => fitted(sum, group)),
    );
  return summing(
    sum,
    values(resultType, (group) => checkBigint(sum.total(group), resultType)),
  );
}

/** AVG. Of integers and decimals it is the exact sum divided by the number of values. */
export function createAverage(argumentType: SqlType): AggregateState {
  const counter = createCounter();
  if (typeProperties[argumentType.kind].layout === 'float64') {
    const sum = createDoubleSum();
    const mean = (group: number): Value => sum.total(group) / counter.count(group);
    return summing(sum, values(sqlTypes.double, mean), counter);
  }
  const sum = createDecimalTotal(argumentType);
  const mean = (group: number): Decimal => {
    const count = { unscaled: BigInt(counter.count(group)), scale: 0 };
    return divideDecimals(sum.total(group), count);
  };
  return summing(sum, decimals(mean), counter);
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

/** The column of results. */
interface Results<Builder> {
  readonly create: (groupCount: number) => Builder;
  readonly append: (builder: Builder, group: number) => void;
}

function values(type: SqlType, result: (group: number) => Value): Results<ColumnBuilder> {
  return {
    create: (groupCount) => createBuilder(type, groupCount),
    append: (builder, group) => builder.append(result(group)),
  };
}

/** Without the text that is a decimal's value. */
function decimals(result: (group: number) => Decimal): Results<DecimalBuilder> {
  return {
    create: (groupCount) => new DecimalBuilder(sqlTypes.decimal, groupCount),
    append: (builder, group) => {
      const { unscaled, scale } = result(group);
      builder.appendUnscaled(unscaled, scale);
    },
  };
}

/** A state over a sum whose result is NULL for groups without a value. */
function summing<Builder extends ColumnBuilder>(
  sum: Sum,
  results: Results<Builder>,
  presence: Presence = createPresence(),
): AggregateState {
  return {
    update: ([argument], rows) => {
      const present = presentRows(argument, rows);
      presence.add(present);
      sum.add(argument, present);
    },
    combine: (pairs) => {
      presence.combine(pairs);
      sum.combine(pairs);
    },
    finish: (groupCount) => {
      const builder = results.create(groupCount);
      for (let group = 0; group < groupCount; group++) {
        if (presence.has(group)) results.append(builder, group);
        else builder.appendNull();
      }
      return builder.finish();
    },
  };
}

function fitted(sum: DecimalSum, group: number): Decimal {
  const { unscaled, scale } = sum.total(group);
  return fitDecimal(unscaled, scale);
}

function checkBigint({ unscaled }: Decimal, type: SqlType): bigint {
  if (BigInt.asIntN(64, unscaled) !== unscaled) throw outOfRange(type, String(unscaled));
  return unscaled;
}
