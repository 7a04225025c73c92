import type { SqlType } from '../../types/sql-type.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { Column } from '../column.ts';
import type { Vector } from '../vector.ts';
import { decimalKernel } from './arithmetic-decimal.ts';
import { arithmeticFloat64 } from './arithmetic-float64.ts';
import { arithmeticInt32 } from './arithmetic-int32.ts';
import { arithmeticInt64 } from './arithmetic-int64.ts';
import { type BatchKernel, strictValidity } from './kernel.ts';
import { fitsInt16, roundToFloat32 } from './narrow.ts';

/** The kernel of `+ - * / %` and mod over two operands of one numeric type; `undefined` where none exists. */
export function arithmeticKernel(operator: string, type: SqlType): BatchKernel | undefined {
  const symbol = operator === 'mod' ? '%' : operator;
  switch (type.kind) {
    case 'smallint':
      return int16Kernel(symbol);
    case 'int':
      return int32Kernel(symbol);
    case 'bigint':
      return int64Kernel(symbol);
    case 'decimal':
      return decimalKernel(symbol);
    case 'float':
      return float32Kernel(symbol);
    case 'double':
      return float64Kernel(symbol);
    default:
      return undefined;
  }
}

function int32Kernel(operator: string): BatchKernel | undefined {
  const loop = arithmeticInt32[operator];
  return (
    loop &&
    kernelOf((left, right, slots, length, validity) => {
      const values = new Int32Array(length);
      if (!loop(left, right, slots, values, validity)) return undefined;
      return { layout: 'int32', type: sqlTypes.int, length, validity, values };
    })
  );
}

function int16Kernel(operator: string): BatchKernel | undefined {
  const loop = arithmeticInt32[operator];
  return (
    loop &&
    kernelOf((left, right, slots, length, validity) => {
      const values = new Int32Array(length);
      if (!loop(left, right, slots, values, validity)) return undefined;
      if (!fitsInt16(values, slots, validity)) return undefined;
      return { layout: 'int32', type: sqlTypes.smallint, length, validity, values };
    })
  );
}

function float32Kernel(operator: string): BatchKernel | undefined {
  const loop = arithmeticFloat64[operator];
  return (
    loop &&
    kernelOf((left, right, slots, length, validity) => {
      const values = new Float64Array(length);
      if (!loop(left, right, slots, values, validity)) return undefined;
      if (!roundToFloat32(values, slots, validity)) return undefined;
      return { layout: 'float64', type: sqlTypes.float, length, validity, values };
    })
  );
}

function int64Kernel(operator: string): BatchKernel | undefined {
  const loop = arithmeticInt64[operator];
  return (
    loop &&
    kernelOf((left, right, slots, length, validity) => {
      const values = new BigInt64Array(length);
      if (!loop(left, right, slots, values, validity)) return undefined;
      return { layout: 'int64', type: sqlTypes.bigint, length, validity, values };
    })
  );
}

function float64Kernel(operator: string): BatchKernel | undefined {
  const loop = arithmeticFloat64[operator];
  return (
    loop &&
    kernelOf((left, right, slots, length, validity) => {
      const values = new Float64Array(length);
      if (!loop(left, right, slots, values, validity)) return undefined;
      return { layout: 'float64', type: sqlTypes.double, length, validity, values };
    })
  );
}

type StrictKernel = (
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  length: number,
  validity: Uint8Array | undefined,
) => Column | undefined;

function kernelOf(evaluate: StrictKernel): BatchKernel {
  return {
    total: false,
    evaluate: (operands, slots, length) =>
      evaluate(operands[0], operands[1], slots, length, strictValidity(operands, length)),
  };
}
