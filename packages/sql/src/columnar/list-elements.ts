import { isValid } from './bitmap.ts';
import type { ListColumn } from './column.ts';

/** The number of elements in one slot; 0 of NULL. */
export function listSize({ validity, offsets }: ListColumn, slot: number): number {
  return isValid(validity, slot) ? offsets[slot + 1] - offsets[slot] : 0;
}

/** The slots in the child of all elements of `slots`, one array after the other. */
export function elementSlots(column: ListColumn, mask: number, slots: Uint32Array): Uint32Array {
  let count = 0;
  for (let k = 0; k < slots.length; k++) count += listSize(column, slots[k] & mask);
  const elements = new Uint32Array(count);
  let to = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k] & mask;
    const start = column.offsets[slot];
    const size = listSize(column, slot);
    for (let index = 0; index < size; index++) elements[to++] = start + index;
  }
  return elements;
}
