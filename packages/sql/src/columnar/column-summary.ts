import type { ColumnStatistics } from '../optimize/statistics.ts';
import { isValid } from './bitmap.ts';
import type { Column } from './column.ts';
import { decimalNumberAt } from './decimal-column.ts';
import { hashVector } from './kernels/hash.ts';
import { allSlots } from './slots.ts';
import { ValueSample } from './value-sample.ts';
import { columnVector } from './vector.ts';

const SKETCH_BITS = 1 << 18;

/**
 * Statistics of a column that comes in parts. Distinct values are counted roughly, by linear
 * counting (Whang et al., "A Linear-Time Probabilistic Counting Algorithm for Database
 * Applications", 1990): within a few percent up to a million, in 32 KiB.
 */
export class ColumnSummary {
  readonly #sketch = new Int32Array(SKETCH_BITS / 32);
  #emptyBits = SKETCH_BITS;
  #rowCount = 0;
  #nullCount = 0;
  #least = Number.POSITIVE_INFINITY;
  #greatest = Number.NEGATIVE_INFINITY;
  readonly #sample = new ValueSample();

  add(column: Column): void {
    const slots = allSlots(column.length);
    const hashes = new Int32Array(column.length);
    hashVector(columnVector(column), slots, hashes);
    for (let slot = 0; slot < column.length; slot++) {
      if (isValid(column.validity, slot)) this.#mark(hashes[slot] & (SKETCH_BITS - 1));
      else this.#nullCount++;
    }
    this.#rowCount += column.length;
    this.#widen(column);
  }

  finish(): ColumnStatistics {
    const present = this.#rowCount - this.#nullCount;
    const empty = Math.max(1, this.#emptyBits);
    const distinct = SKETCH_BITS * Math.log(SKETCH_BITS / empty);
    return {
      distinctCount: Math.max(1, Math.min(present, Math.round(distinct))),
      nullFraction: this.#rowCount === 0 ? 0 : this.#nullCount / this.#rowCount,
      range:
        this.#least <= this.#greatest
          ? { least: this.#least, greatest: this.#greatest }
          : undefined,
      sample: this.#sample.finish(),
    };
  }

  #mark(bit: number): void {
    const word = bit >> 5;
    const flag = 1 << (bit & 31);
    if ((this.#sketch[word] & flag) !== 0) return;
    this.#sketch[word] |= flag;
    this.#emptyBits--;
  }

  #widen(column: Column): void {
    const numberAt = numbersOf(column);
    if (numberAt === undefined) return;
    for (let slot = 0; slot < column.length; slot++) {
      if (!isValid(column.validity, slot)) continue;
      const value = numberAt(slot);
      if (value < this.#least) this.#least = value;
      if (value > this.#greatest) this.#greatest = value;
      this.#sample.add(value);
    }
  }
}

/** Reads the slots that are not NULL as numbers; `undefined` for columns of anything else. */
function numbersOf(column: Column): ((slot: number) => number) | undefined {
  switch (column.layout) {
    case 'int32':
    case 'int64':
    case 'float64':
      return (slot) => Number(column.values[slot]);
    case 'decimal':
      return (slot) => decimalNumberAt(column, slot);
    default:
      return undefined;
  }
}
