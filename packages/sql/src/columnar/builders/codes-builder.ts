import type { Coded, Dictionary } from '../column.ts';

/**
 * The codes of a growing column, as long as all of its values come from columns that are coded by
 * one dictionary.
 */
export class CodesBuilder {
  #dictionary: Dictionary | undefined;
  #codes = new Int32Array(0);
  /** Values that are coded; behind, where others have been appended, the column is not coded. */
  #length = 0;

  /** Memory that it takes, in bytes. */
  get memoryBytes(): number {
    return this.#codes.byteLength;
  }

  /** The codes of the column's `length` values, if all of them are coded. */
  finish(length: number): Coded | undefined {
    if (this.#dictionary === undefined || this.#length !== length) return undefined;
    return { dictionary: this.#dictionary, codes: this.#codes.subarray(0, length) };
  }

  /** The value at `index` is that of a slot of a column. */
  appendSlot(index: number, coded: Coded | undefined, slot: number): void {
    if (coded === undefined || !this.#accepts(index, coded.dictionary)) return;
    this.#reserve(index + 1);
    this.#codes[index] = coded.codes[slot];
    this.#length = index + 1;
  }

  /** The values from `start` on are those of the slots of a vector. */
  appendSlots(start: number, coded: Coded | undefined, mask: number, slots: Uint32Array): void {
    if (coded === undefined || !this.#accepts(start, coded.dictionary)) return;
    this.#reserve(start + slots.length);
    const target = this.#codes;
    const { codes } = coded;
    for (let k = 0; k < slots.length; k++) target[start + k] = codes[slots[k] & mask];
    this.#length = start + slots.length;
  }

  #accepts(index: number, dictionary: Dictionary): boolean {
    if (index === 0) this.#dictionary = dictionary;
    return this.#length === index && this.#dictionary === dictionary;
  }

  #reserve(length: number): void {
    if (length <= this.#codes.length) return;
    const grown = new Int32Array(Math.max(length, this.#codes.length * 2));
    grown.set(this.#codes.subarray(0, this.#length));
    this.#codes = grown;
  }
}
