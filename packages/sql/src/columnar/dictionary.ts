import assert from 'node:assert/strict';
import type { SqlType } from '../types/sql-type.ts';
import type { BytesColumn, Dictionary } from './column.ts';
import { growInt32 } from './grow.ts';
import { hashEach } from './kernels/hash-bytes.ts';
import { KeyTable } from './key-table.ts';
import { asBytes } from './layout.ts';
import { allSlots } from './slots.ts';
import { columnVector } from './vector.ts';

/** Different values beyond which codes save too little. */
const MAX_VALUES = 1 << 16;

/** After so many rows it is known whether values repeat. */
const TRIAL_ROWS = 1 << 16;

/** Nearly all of the first rows are different: they will be, later too. */
const DISTINCT_SHARE = 7 / 8;

/**
 * Codes columns of one type that come one after the other, as long as their values repeat: by one
 * dictionary, which only grows, so that what was coded before stays right. The values of the type
 * must be equal only when their bytes are, which excludes intervals: one code stands for one text.
 */
export class DictionaryEncoder {
  readonly #keys: KeyTable;
  readonly #dictionary: GrowingDictionary;
  #rowCount = 0;
  #isUseful = true;

  constructor(type: SqlType) {
    assert(type.kind !== 'interval', 'equal intervals have several texts');
    this.#keys = new KeyTable([type]);
    this.#dictionary = new GrowingDictionary(this.#keys);
  }

  /** Memory that the dictionary takes, in bytes. */
  get memoryBytes(): number {
    return this.#keys.memoryBytes;
  }

  /** The same column with codes; the column as it is when its values hardly repeat. */
  encode(column: BytesColumn): BytesColumn {
    if (!this.#isUseful || column.coded?.dictionary === this.#dictionary) return column;
    const codes = new Int32Array(column.length);
    this.#keys.insert(
      [columnVector({ ...column, coded: undefined })],
      allSlots(column.length),
      codes,
    );
    this.#rowCount += column.length;
    this.#isUseful = this.#keys.size <= this.#mostValues();
    return this.#isUseful ? { ...column, coded: { dictionary: this.#dictionary, codes } } : column;
  }

  #mostValues(): number {
    const share = this.#rowCount < TRIAL_ROWS ? DISTINCT_SHARE : 1 / 2;
    return Math.min(MAX_VALUES, this.#rowCount * share);
  }
}

class GrowingDictionary implements Dictionary {
  readonly #keys: KeyTable;
  #hashes: Int32Array = new Int32Array(0);
  #hashed = 0;

  constructor(keys: KeyTable) {
    this.#keys = keys;
  }

  get values(): BytesColumn {
    return asBytes(this.#keys.keys()[0]);
  }

  get hashes(): Int32Array {
    const { size } = this.#keys;
    if (this.#hashed === size) return this.#hashes;
    this.#hashes = growInt32(this.#hashes, size);
    hashEach(this.values, this.#hashed, size, this.#hashes);
    this.#hashed = size;
    return this.#hashes;
  }
}
