import type { ListColumn } from '../column.ts';
import { elementSlots, listSize } from '../list-elements.ts';
import { columnVector, type Vector } from '../vector.ts';
import { mix } from './mix.ts';

/** How elements are hashed. */
type HashVector = (vector: Vector, slots: Uint32Array, hashes: Int32Array) => void;

/** Mix the number of elements and the hash of each into `hashes`, which is indexed as `slots`. */
export function hashLists(
  { column, mask }: { readonly column: ListColumn; readonly mask: number },
  slots: Uint32Array,
  hashes: Int32Array,
  hashVector: HashVector,
): void {
  const elements = elementSlots(column, mask, slots);
  const elementHashes = new Int32Array(elements.length);
  if (elements.length > 0) hashVector(columnVector(column.child), elements, elementHashes);
  let at = 0;
  for (let k = 0; k < slots.length; k++) {
    const size = listSize(column, slots[k] & mask);
    let hash = mix(hashes[k], size);
    for (const end = at + size; at < end; at++) hash = mix(hash, elementHashes[at]);
    hashes[k] = hash;
  }
}
