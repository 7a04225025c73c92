import { getBit } from './bitmap.ts';
import type { BitsColumn, Dictionary } from './column.ts';
import { wordsOf } from './layout.ts';
import type { Vector } from './vector.ts';

/**
 * A number per slot: a code, an int, 0 or 1 for a boolean, or the low word of a bigint where the
 * high word is only its sign.
 */
export interface Numbers {
  /** What codes are by; numbers of different dictionaries have nothing in common. */
  readonly dictionary: Dictionary | undefined;
  readonly words: Int32Array;
  /** Words per slot: 1 or 2. */
  readonly width: 1 | 2;
  /** Which numbers are there; NULL has a code, so `undefined` of codes. */
  readonly validity: Uint8Array | undefined;
  readonly mask: -1 | 0;
}

/** The values of each of the vectors as numbers; `undefined` of none, or where those of one are none. */
export function numbersOf(vectors: readonly Vector[]): readonly Numbers[] | undefined {
  const found: Numbers[] = [];
  for (const vector of vectors) {
    const numbers = numbersOfVector(vector);
    if (numbers === undefined) return undefined;
    found.push(numbers);
  }
  return found.length === 0 ? undefined : found;
}

function numbersOfVector({ column, mask }: Vector): Numbers | undefined {
  const { validity } = column;
  switch (column.layout) {
    case 'bytes': {
      const { coded } = column;
      const of = coded && { dictionary: coded.dictionary, words: coded.codes };
      return of && { ...of, width: 1, validity: undefined, mask };
    }
    case 'int32':
      return { dictionary: undefined, words: column.values, width: 1, validity, mask };
    case 'int64':
      return { dictionary: undefined, words: wordsOf(column.values), width: 2, validity, mask };
    case 'bits':
      return { dictionary: undefined, words: bitWords(column), width: 1, validity, mask };
    default:
      return undefined;
  }
}

function bitWords({ values, length }: BitsColumn): Int32Array {
  const words = new Int32Array(length);
  for (let slot = 0; slot < length; slot++) words[slot] = Number(getBit(values, slot));
  return words;
}
