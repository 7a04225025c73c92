import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { isArray, shapeOf } from '../../../types/array-shape.ts';
import { compareValues } from '../../../types/compare.ts';
import { isComparable, sqlTypes } from '../../../types/sql-type.ts';
import type { Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import type { PolymorphicFunction } from '../polymorphic.ts';
import { checkInt } from './arithmetic.ts';
import { strictFunction } from './define.ts';

const { int, double } = sqlTypes;

/** WIDTH_BUCKET by an array of ascending lower bounds: how many of them are not above the value. */
export const bucketByBounds: PolymorphicFunction = {
  name: 'width_bucket',
  parameters: ['element', 'array'],
  returns: int,
  strict: true,
  accepts: isComparable,
  row:
    (element) =>
    ([value, bounds]) => {
      const sorted = checkBounds(bounds);
      let [low, high] = [0, sorted.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (compareValues(element, value, sorted[middle]) < 0) high = middle;
        else low = middle + 1;
      }
      return low;
    },
};

/** WIDTH_BUCKET of DOUBLE: in which of equal parts it lies, from 1; outside 0 or one more. */
export const bucketOfDouble: ScalarFunction = strictFunction(
  'width_bucket',
  [double, double, double, int],
  int,
  (values) => {
    const [operand, low, high, count] = values as readonly number[];
    checkRange([operand, low, high], count);
    const way = (operand - low) / (high - low);
    if (way < 0) return 0;
    return way >= 1 ? checkInt(count + 1) : Math.floor(way * count) + 1;
  },
);

function checkRange([operand, low, high]: readonly number[], count: number): void {
  if (count <= 0) throw invalid('count must be greater than zero');
  if ([operand, low, high].some(Number.isNaN)) {
    throw invalid('operand, lower bound, and upper bound cannot be NaN');
  }
  if (!Number.isFinite(low) || !Number.isFinite(high))
    throw invalid('lower and upper bounds must be finite');
  if (low === high) throw invalid('lower bound cannot equal upper bound');
}

function invalid(
  message: string,
  sqlState: string = conditions.invalidArgumentForWidthBucket,
): SqlError {
  return new SqlError('SQL_INVALID_VALUE', message, { sqlState });
}

function checkBounds(bounds: Value): readonly Value[] {
  if (!isArray(bounds)) return [];
  if (shapeOf(bounds).length > 1) {
    throw invalid('thresholds must be one-dimensional array', conditions.arraySubscriptError);
  }
  if (bounds.includes(null)) {
    throw invalid('thresholds array must not contain NULLs', conditions.nullValueNotAllowed);
  }
  return bounds;
}
