import { powerOfTen } from '../../types/decimal.ts';
import type { DecimalColumn } from '../column.ts';
import { decimalAt, scaleAt } from '../decimal-column.ts';
import { DECIMAL_WORDS, isListed, readNarrow, writeUnscaled } from '../decimal-words.ts';
import { wordsOf } from '../layout.ts';
import { mix } from './mix.ts';

/** Powers of ten that a double holds exactly. */
const exactPowers: readonly number[] = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/**
 * Mix decimals into hashes, equal values alike whatever their scales. A number below 2^53 over an
 * exact power of ten is divided: the quotient is the double next to the value, which knows of no
 * scale. What is greater loses its zeros at the end first, and may thereby become such a number.
 */
export function hashDecimals(
  column: DecimalColumn,
  mask: number,
  slots: Uint32Array,
  hashes: Int32Array,
): void {
  const quotient = new Float64Array(1);
  const words = wordsOf(quotient);
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k] & mask;
    const narrow = readNarrow(column.values, slot * DECIMAL_WORDS);
    const scale = scaleAt(column, slot);
    if (Number.isNaN(narrow) || scale >= exactPowers.length) {
      hashes[k] = hashWide(column, slot, hashes[k]);
      continue;
    }
    quotient[0] = narrow / exactPowers[scale];
    hashes[k] = mix(mix(hashes[k], words[0]), words[1]);
  }
}

const unscaledWords = new Int32Array(DECIMAL_WORDS);
const wideQuotient = new Float64Array(1);
const wideWords = wordsOf(wideQuotient);

function hashWide(column: DecimalColumn, slot: number, hash: number): number {
  let { unscaled, scale } = decimalAt(column, slot);
  for (let step = 512; step > 0; step = step >> 1) {
    while (scale >= step && unscaled % powerOfTen(step) === 0n) {
      unscaled /= powerOfTen(step);
      scale -= step;
    }
  }
  if (isListed(unscaled)) return hashListed(unscaled, scale, hash);
  writeUnscaled(unscaledWords, 0, unscaled);
  const narrow = readNarrow(unscaledWords, 0);
  if (!Number.isNaN(narrow) && scale < exactPowers.length) {
    wideQuotient[0] = narrow / exactPowers[scale];
    return mix(mix(hash, wideWords[0]), wideWords[1]);
  }
  let mixed = mix(hash, scale);
  for (const word of unscaledWords) mixed = mix(mixed, word);
  return mixed;
}

/** Of a number past 128 bits, 32 bits at a time. */
function hashListed(unscaled: bigint, scale: number, hash: number): number {
  let mixed = mix(hash, scale);
  for (let rest = unscaled; rest !== 0n && rest !== -1n; rest >>= 32n) {
    mixed = mix(mixed, Number(BigInt.asIntN(32, rest)));
  }
  return mixed;
}
