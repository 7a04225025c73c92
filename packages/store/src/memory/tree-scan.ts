import type { ByteRange, Entry } from '../key-value-store.ts';
import { childIndex, lowerBound, type TreeNode } from './sorted-tree.ts';

/**
 * The entries of `range` in key order, or in the opposite order, a leaf's at a time. `limit` is not
 * looked at here. The tree must not be edited in place meanwhile: give the root of a past edit.
 */
export function* scanTree(
  node: TreeNode,
  range: ByteRange,
  reverse: boolean,
): Generator<readonly Entry[], void, undefined> {
  if (node.kind === 'branch') {
    const first = childIndex(node, range.gte);
    const last = childIndex(node, range.lt);
    for (let step = 0; step <= last - first; step += 1) {
      const child = node.children[reverse ? last - step : first + step] as TreeNode;
      yield* scanTree(child, range, reverse);
    }
    return;
  }
  const entries: Entry[] = [];
  const end = lowerBound(node.keys, range.lt);
  for (let index = lowerBound(node.keys, range.gte); index < end; index += 1) {
    entries.push([node.keys[index] as Uint8Array, node.values[index] as Uint8Array]);
  }
  if (entries.length > 0) yield reverse ? entries.reverse() : entries;
}
