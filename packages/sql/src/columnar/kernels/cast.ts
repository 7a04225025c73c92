import { isWithin, type SqlType, type SqlTypeKind, sqlTypes } from '../../types/sql-type.ts';
import { createBuilder } from '../builder.ts';
import type { Column } from '../column.ts';
import { asInt32, asInt64, wordsOf } from '../layout.ts';
import type { Vector } from '../vector.ts';
import { dateToInstant } from './cast-date.ts';
import { bigintToDecimal, decimalToDouble, intToDecimal } from './cast-decimal.ts';
import { type BatchKernel, strictValidity } from './kernel.ts';

/** The kernel that widens one type to another; `undefined` for every other cast. */
export function castKernel(from: SqlType, to: SqlType): BatchKernel | undefined {
  return isWithin(sqlTypes[to.kind], to) ? wideningKernel(from.kind, to.kind) : undefined;
}

function wideningKernel(from: SqlTypeKind, to: SqlTypeKind): BatchKernel | undefined {
  switch (`${from} ${to}`) {
    case 'smallint int':
    case 'float double':
    case 'timestamp datetime':
      return kernelOf(relabel(sqlTypes[to]));
    case 'date timestamp':
    case 'date datetime':
      return { ...kernelOf(dateToInstant(sqlTypes[to])), total: false };
    case 'smallint bigint':
    case 'int bigint':
      return kernelOf(intToBigint);
    case 'smallint double':
    case 'int double':
      return kernelOf(intToDouble);
    case 'smallint decimal':
    case 'int decimal':
      return kernelOf(intToDecimal);
    case 'bigint decimal':
      return kernelOf(bigintToDecimal);
    case 'decimal double':
      return { ...kernelOf(decimalToDouble), total: false };
    case 'bigint double':
      return kernelOf(bigintToDouble);
    default:
      return undefined;
  }
}

type Validity = Uint8Array | undefined;

type Widening = (
  operand: Vector,
  slots: Uint32Array,
  length: number,
  validity: Validity,
) => Column | undefined;

function kernelOf(widen: Widening): BatchKernel {
  return {
    total: true,
    evaluate: (operands, slots, length) =>
      widen(operands[0], slots, length, strictValidity(operands, length)),
  };
}

/** The values as they are, under another type of the same layout. */
function relabel(type: SqlType): Widening {
  return ({ column, mask }, _slots, length) => {
    if (mask === -1) return { ...column, type };
    const builder = createBuilder(type, length);
    builder.appendSlots({ column, mask }, new Uint32Array(length));
    return builder.finish();
  };
}

/** Writes two 32-bit words per value: cheaper than a BigInt each. */
function intToBigint(
  operand: Vector,
  slots: Uint32Array,
  length: number,
  validity: Validity,
): Column {
  const source = asInt32(operand.column).values;
  const values = new BigInt64Array(length);
  const words = wordsOf(values);
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const value = source[slot & operand.mask];
    words[slot * 2] = value;
    words[slot * 2 + 1] = value >> 31;
  }
  return { layout: 'int64', type: sqlTypes.bigint, length, validity, values };
}

function intToDouble(
  operand: Vector,
  slots: Uint32Array,
  length: number,
  validity: Validity,
): Column {
  const source = asInt32(operand.column).values;
  const values = new Float64Array(length);
  for (let k = 0; k < slots.length; k++) values[slots[k]] = source[slots[k] & operand.mask];
  return { layout: 'float64', type: sqlTypes.double, length, validity, values };
}

function bigintToDouble(
  operand: Vector,
  slots: Uint32Array,
  length: number,
  validity: Validity,
): Column {
  const source = asInt64(operand.column).values;
  const values = new Float64Array(length);
  for (let k = 0; k < slots.length; k++) values[slots[k]] = Number(source[slots[k] & operand.mask]);
  return { layout: 'float64', type: sqlTypes.double, length, validity, values };
}
