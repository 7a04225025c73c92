import assert from 'node:assert/strict';
import { type SqlType, typeProperties } from '../../types/sql-type.ts';
import type { AggregateState } from './aggregate-state.ts';
import type { Extreme } from './best-value.ts';
import { createBitsExtreme } from './extreme-bits.ts';
import { createBytesExtreme } from './extreme-bytes.ts';
import { createDecimalExtreme } from './extreme-decimal.ts';
import { createFloat64Extreme, createInt32Extreme, createInt64Extreme } from './extreme-fixed.ts';

import { createStoredExtreme } from './extreme-stored.ts';
import { presentRows } from './present-rows.ts';

/** MIN (`sign` -1) or MAX (`sign` 1) of any comparable type, in the type's order. */
export function createExtreme(type: SqlType, sign: -1 | 1): AggregateState {
  const extreme = createByLayout(type, sign);
  return {
    update: ([argument], rows) => {
      extreme.add(argument, presentRows(argument, rows));
    },
    combine: (pairs) => extreme.combine(pairs),
    memoryBytes: () => extreme.memoryBytes?.() ?? 0,
    finish: (groupCount) => extreme.finish(groupCount),
  };
}

function createByLayout(type: SqlType, sign: -1 | 1): Extreme {
  const { layout } = typeProperties[type.kind];
  switch (layout) {
    case 'bits':
      return createBitsExtreme(type, sign);
    case 'int32':
      return createInt32Extreme(type, sign);
    case 'int64':
      return createInt64Extreme(type, sign);
    case 'float64':
      return createFloat64Extreme(type, sign);
    case 'decimal':
      return createDecimalExtreme(type, sign);
    case 'list':
      return createStoredExtreme(type, sign);
    case 'bytes':
      return type.kind === 'interval'
        ? createStoredExtreme(type, sign)
        : createBytesExtreme(type, sign);
    default:
      return assert.fail(`unknown layout ${layout satisfies never}`);
  }
}
