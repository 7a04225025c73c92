import { bitmapSize, getBit } from '../bitmap.ts';
import type { Vector } from '../vector.ts';

/** The validity bitmap of a growing column; it takes no memory before the first NULL. */
export class ValidityBuilder {
  #bitmap: Uint8Array | undefined;

  /** Memory that it takes, in bytes. */
  get memoryBytes(): number {
    return this.#bitmap?.byteLength ?? 0;
  }

  /** The bitmap so far, at least `length` bits; `undefined` without a NULL. */
  bitmap(length: number): Uint8Array | undefined {
    if (this.#bitmap !== undefined) this.#reserve(this.#bitmap, length);
    return this.#bitmap;
  }

  /** Slot `index`, the next one, is NULL. */
  appendNull(index: number): void {
    if (this.#bitmap === undefined) {
      this.#bitmap = new Uint8Array(Math.max(64, bitmapSize(index + 1) * 2)).fill(0xff);
    }
    const bitmap = this.#reserve(this.#bitmap, index + 1);
    bitmap[index >> 3] &= ~(1 << (index & 7));
  }

  /** The slots from `start` on are those of `vector`. */
  appendSlots(start: number, vector: Vector, slots: Uint32Array): void {
    const source = vector.column.validity;
    if (source === undefined) return;
    const { mask } = vector;
    for (let k = 0; k < slots.length; k++) {
      if (!getBit(source, slots[k] & mask)) this.appendNull(start + k);
    }
  }

  /** Bits are 1 until said otherwise, so only appended NULLs have to be written. */
  #reserve(bitmap: Uint8Array, length: number): Uint8Array {
    if (bitmapSize(length) <= bitmap.length) return bitmap;
    const grown = new Uint8Array(Math.max(bitmap.length * 2, bitmapSize(length))).fill(0xff);
    grown.set(bitmap);
    this.#bitmap = grown;
    return grown;
  }
}
