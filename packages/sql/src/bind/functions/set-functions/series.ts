import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { compareDecimals, decimalOf, formatDecimal } from '../../../types/decimal.ts';
import { addDecimals } from '../../../types/decimal-arithmetic.ts';
import { parseInterval, spanOf } from '../../../types/interval.ts';
import { addInterval } from '../../../types/interval-arithmetic.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { Row } from '../../../types/value.ts';
import type { SetFunction } from '../functions.ts';

const { int, bigint, decimal, timestamp, datetime, interval } = sqlTypes;

/** GENERATE_SERIES: from the first value to the last one at most, by steps of 1 or of the third. */
export const seriesFunctions: readonly SetFunction[] = [
  ...steppingByOne(int, ([from, to, step = 1]) =>
    integers(from as number, to as number, step as number),
  ),
  ...steppingByOne(bigint, ([from, to, step = 1n]) =>
    longIntegers(from as bigint, to as bigint, step as bigint),
  ),
  ...steppingByOne(decimal, ([from, to, step = '1']) =>
    decimals(from as string, to as string, step as string),
  ),
  ...[timestamp, datetime].map((type) =>
    series([type, type, interval], ([from, to, step]) =>
      instants(type, from as bigint, to as bigint, step as string),
    ),
  ),
];

type Rows = SetFunction['rows'];

function steppingByOne(type: SqlType, rows: Rows): readonly SetFunction[] {
  return [series([type, type], rows), series([type, type, type], rows)];
}

function series(parameters: readonly SqlType[], rows: Rows): SetFunction {
  return {
    name: 'generate_series',
    parameters,
    columns: [{ type: parameters[0], nullable: false }],
    volatility: 'immutable',
    strict: true,
    rows,
  };
}

function* integers(from: number, to: number, step: number): Generator<Row> {
  checkStep(step === 0);
  const isUp = step > 0;
  for (let value = from; isUp ? value <= to : value >= to; value += step) yield [value];
}

function* longIntegers(from: bigint, to: bigint, step: bigint): Generator<Row> {
  checkStep(step === 0n);
  const isUp = step > 0n;
  for (let value = from; isUp ? value <= to : value >= to; value += step) yield [value];
}

function* decimals(from: string, to: string, step: string): Generator<Row> {
  const last = decimalOf(to);
  const by = decimalOf(step);
  checkStep(by.unscaled === 0n);
  const isUp = by.unscaled > 0n;
  for (let value = decimalOf(from); ; value = addDecimals(value, by)) {
    const order = compareDecimals(value, last);
    if (isUp ? order > 0 : order < 0) return;
    yield [formatDecimal(value)];
  }
}

/** Each is the one before moved by the step, so that months stay where a short one has put them. */
function* instants(type: SqlType, from: bigint, to: bigint, step: string): Generator<Row> {
  const by = parseInterval(step);
  const span = spanOf(by);
  checkStep(span === 0n);
  const isUp = span > 0n;
  for (let value = from; isUp ? value <= to : value >= to; ) {
    yield [value];
    value = addInterval(value, by, 1, type);
  }
}

function checkStep(isZero: boolean): void {
  if (isZero)
    throw new SqlError('SQL_INVALID_VALUE', 'step size cannot equal zero', {
      sqlState: conditions.invalidParameterValue,
    });
}
