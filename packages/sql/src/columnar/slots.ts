import { BATCH_ROWS, type Batch } from './batch.ts';
import { getBit } from './bitmap.ts';
import type { Vector } from './vector.ts';

/** Shared and never written to: 0, 1, 2 … */
let identity = ascending(BATCH_ROWS);

/** The slots 0 … length - 1. Shared: must not be written to. */
export function allSlots(length: number): Uint32Array {
  if (length > identity.length) identity = ascending(length * 2);
  return identity.subarray(0, length);
}

/** The slots of a batch that are rows. Must not be written to. */
export function slotsOf(batch: Batch): Uint32Array {
  return batch.selection ?? allSlots(batch.length);
}

/** Write the slots whose value is not NULL to `out` (which may be `slots`); returns their number. */
export function selectPresent(vector: Vector, slots: Uint32Array, out: Uint32Array): number {
  const validity = vector.column.validity;
  if (validity === undefined) return copySlots(slots, out);
  if (vector.mask === 0) return getBit(validity, 0) ? copySlots(slots, out) : 0;
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    out[count] = slot;
    count += (validity[slot >> 3] >> (slot & 7)) & 1;
  }
  return count;
}

/** The slots of `slots` that are not in `taken`; both ascending, `taken` a part of `slots`. */
export function withoutSlots(slots: Uint32Array, taken: Uint32Array): Uint32Array {
  if (taken.length === 0) return slots;
  const rest = new Uint32Array(slots.length - taken.length);
  let next = 0;
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    if (next < taken.length && taken[next] === slots[k]) next++;
    else rest[count++] = slots[k];
  }
  return rest;
}

function copySlots(slots: Uint32Array, out: Uint32Array): number {
  if (slots !== out) out.set(slots);
  return slots.length;
}

function ascending(length: number): Uint32Array {
  const slots = new Uint32Array(length);
  for (let index = 0; index < length; index++) slots[index] = index;
  return slots;
}
