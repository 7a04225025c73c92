import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareBytes } from '../keys/byte-order.ts';
import { emptyTree, type TreeNode, treeDelete, treeGet, treePut } from './sorted-tree.ts';
import { scanTree } from './tree-scan.ts';

/** Small keys, so that they meet; edits of many keys, so that nodes split and vanish. */
const step = fc.record({
  put: fc.boolean(),
  from: fc.nat(500),
  count: fc.nat(300),
  stride: fc.constantFrom(1, 7, -1),
});

const keyOf = (number: number) => Uint8Array.of(number >>> 8, number & 0xff);

function contents(root: TreeNode, reverse = false): number[] {
  const all = { gte: new Uint8Array(), lt: Uint8Array.of(0xff) };
  const entries = [...scanTree(root, all, reverse)].flat();
  return entries.map(([key, value]) => {
    if (compareBytes(key, value) !== 0) throw new Error('a value of another key');
    return (key[0] as number) * 256 + (key[1] as number);
  });
}

function expectContents(version: TreeNode, expected: readonly number[]): void {
  expect(contents(version)).toEqual(expected);
  expect(contents(version, true)).toEqual(expected.toReversed());
  for (let number = 0; number < 600; number += 37) {
    expect(treeGet(version, keyOf(number)) !== undefined).toBe(expected.includes(number));
  }
}

test('a tree is a sorted map, and its past versions stay as they were', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const model = new Set<number>();
      const versions: [TreeNode, number[]][] = [];
      let root = emptyTree();
      for (const { put, from, count, stride } of steps) {
        const edit = {};
        for (let index = 0; index < count; index += 1) {
          const number = Math.abs(from + index * stride);
          const key = keyOf(number);
          root = put ? treePut(root, key, key, edit) : treeDelete(root, key, edit);
          if (put) model.add(number);
          else model.delete(number);
        }
        versions.push([root, [...model].sort((a, b) => a - b)]);
      }
      for (const [version, expected] of versions) expectContents(version, expected);
    }),
    { numRuns: 100 },
  );
});

test('a scan of a part is the part of the scan', () => {
  let root = emptyTree();
  for (let number = 0; number < 3000; number += 3)
    root = treePut(root, keyOf(number), keyOf(number), {});
  fc.assert(
    fc.property(fc.nat(3100), fc.nat(3100), (from, to) => {
      const range = { gte: keyOf(from), lt: keyOf(to) };
      const found = [...scanTree(root, range, false)].flat().map(([key]) => key);
      const expected = Array.from({ length: 1000 }, (_, index) => index * 3)
        .filter((number) => number >= from && number < to)
        .map(keyOf);
      expect(found).toEqual(expected);
    }),
  );
});
