import type { SqlType } from '../types/sql-type.ts';
import { BytesBuilder } from './builders/bytes-builder.ts';
import type { BytesColumn, Coded } from './column.ts';
import { columnVector } from './vector.ts';

/**
 * A column of coded values. Its bytes are put together when they are first read: joins and sorts move
 * codes, and of most columns that they give nothing but equality is asked.
 */
export function codedColumn(type: SqlType, coded: Coded): BytesColumn {
  const { dictionary, codes } = coded;
  let plain: BytesColumn | undefined;
  const decoded = (): BytesColumn => {
    plain ??= decode(type, coded);
    return plain;
  };
  return {
    layout: 'bytes',
    type,
    length: codes.length,
    coded,
    get validity() {
      return dictionary.values.validity === undefined ? undefined : decoded().validity;
    },
    get offsets() {
      return decoded().offsets;
    },
    get data() {
      return decoded().data;
    },
  };
}

/** The codes of the values at `slots` of a vector of coded values. */
export function takeCodes(codes: Int32Array, mask: number, slots: Uint32Array): Int32Array {
  const taken = new Int32Array(slots.length);
  for (let k = 0; k < slots.length; k++) taken[k] = codes[slots[k] & mask];
  return taken;
}

function decode(type: SqlType, { dictionary, codes }: Coded): BytesColumn {
  const builder = new BytesBuilder(type, codes.length);
  const slots = new Uint32Array(codes.buffer, codes.byteOffset, codes.length);
  builder.appendSlots(columnVector(dictionary.values), slots);
  return builder.finish();
}
