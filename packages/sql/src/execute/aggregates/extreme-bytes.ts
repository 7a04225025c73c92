import { BytesBuilder } from '../../columnar/builders/bytes-builder.ts';
import { growInt32 } from '../../columnar/grow.ts';
import { compareRanges } from '../../columnar/kernels/byte-ranges.ts';
import { asBytes } from '../../columnar/layout.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Extreme } from './best-value.ts';

/** Extremes of layout `bytes`, byte by byte. */
export function createBytesExtreme(type: SqlType, sign: -1 | 1): Extreme {
  const best = new BestBytes();
  return {
    add: (argument, { slots, groupOf, groupCount }) => {
      best.reserve(groupCount);
      const { data, offsets } = asBytes(argument.column);
      for (let k = 0; k < slots.length; k++) {
        const slot = slots[k] & argument.mask;
        const group = groupOf === undefined ? 0 : groupOf[slots[k]];
        best.offer(group, data, offsets[slot], offsets[slot + 1], sign);
      }
    },
    combine: ({ from, into, groupCount }) => {
      best.reserve(groupCount);
      for (let k = 0; k < from.length; k++) best.offerGroup(into[k], from[k], sign);
    },
    memoryBytes: () => best.memoryBytes,
    finish: (groupCount) => {
      const builder = new BytesBuilder(type, groupCount);
      for (let group = 0; group < groupCount; group++) best.appendTo(builder, group);
      return builder.finish();
    },
  };
}

/**
 * One byte string per group in one arena. A longer one gets a new place at least twice as long as
 * the old, so what lies unused stays below what is used.
 */
class BestBytes {
  #data = new Uint8Array(256);
  #used = 0;
  #starts: Int32Array = new Int32Array(1);
  /** 0 for a group without a value. */
  #capacities: Int32Array = new Int32Array(1);
  #sizes: Int32Array = new Int32Array(1);

  get memoryBytes(): number {
    return this.#data.byteLength;
  }

  reserve(groupCount: number): void {
    this.#starts = growInt32(this.#starts, groupCount);
    this.#capacities = growInt32(this.#capacities, groupCount);
    this.#sizes = growInt32(this.#sizes, groupCount);
  }

  /** Keep bytes [start, end) of `source` if they are the group's first or its best. */
  offer(group: number, source: Uint8Array, start: number, end: number, sign: -1 | 1): void {
    const capacity = this.#capacities[group];
    if (capacity > 0) {
      const from = this.#starts[group];
      const to = from + this.#sizes[group];
      if (compareRanges(source, start, end, this.#data, from, to) !== sign) return;
    }
    const size = end - start;
    if (size > capacity || capacity === 0) this.#place(group, Math.max(8, size, capacity * 2));
    this.#data.set(source.subarray(start, end), this.#starts[group]);
    this.#sizes[group] = size;
  }

  /** Offer a group what is the best of another. */
  offerGroup(group: number, from: number, sign: -1 | 1): void {
    if (this.#capacities[from] === 0) return;
    const start = this.#starts[from];
    this.offer(group, this.#data, start, start + this.#sizes[from], sign);
  }

  appendTo(builder: BytesBuilder, group: number): void {
    if (group >= this.#starts.length || this.#capacities[group] === 0) {
      builder.appendNull();
      return;
    }
    const start = this.#starts[group];
    builder.appendUtf8Bytes(this.#data, start, start + this.#sizes[group]);
  }

  #place(group: number, capacity: number): void {
    this.#starts[group] = this.#used;
    this.#capacities[group] = capacity;
    this.#used += capacity;
    if (this.#used <= this.#data.length) return;
    const grown = new Uint8Array(Math.max(this.#used, this.#data.length * 2));
    grown.set(this.#data);
    this.#data = grown;
  }
}
