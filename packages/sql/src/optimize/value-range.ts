import { SqlError } from '../error.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { castValue } from '../types/coerce.ts';
import { type SqlType, typeProperties } from '../types/sql-type.ts';
import type { Value } from '../types/value.ts';
import { type EstimatedInput, statisticsOf } from './distinct-count.ts';
import type { ColumnStatistics } from './statistics.ts';

type ValueRange = NonNullable<ColumnStatistics['range']>;

/** The bounds of a column, or of one that was cast, in numbers of the expression's own type. */
export function rangeOf(
  expression: BoundExpression,
  input: EstimatedInput,
): ValueRange | undefined {
  if (expression.kind !== 'cast') return statisticsOf(expression, input)?.range;
  const { operand, type } = expression;
  const range = rangeOf(operand, input);
  const least = range && castNumber(range.least, operand.type, type);
  const greatest = range && castNumber(range.greatest, operand.type, type);
  return least === undefined || greatest === undefined ? undefined : { least, greatest };
}

/** A day becomes so many microseconds; most numbers stay what they are. */
function castNumber(number: number, from: SqlType, to: SqlType): number | undefined {
  const value = ofNumber(number, from);
  if (value === undefined) return undefined;
  try {
    return numberOf(castValue(value, from, to), to);
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

function ofNumber(number: number, { kind }: SqlType): Value | undefined {
  switch (typeProperties[kind].layout) {
    case 'int64':
      return BigInt(Math.trunc(number));
    case 'int32':
    case 'float64':
      return number;
    default:
      return undefined;
  }
}

/** A value of a type of numbers or times, as statistics have it. */
export function numberOf(value: Value, { kind }: SqlType): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  return kind === 'decimal' && value !== null ? Number(value) : undefined;
}
