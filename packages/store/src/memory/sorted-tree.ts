import { compareBytes } from '../keys/byte-order.ts';

/**
 * A persistent B-tree from byte strings to byte strings. A version is never changed once another
 * edit has begun: an edit copies the nodes on its way, O(log n) of them, and shares the rest, so
 * that whoever keeps a root keeps the state of that moment. Nodes may become small by deletes;
 * empty ones vanish.
 */
export type TreeNode = Leaf | Branch;

interface Leaf {
  readonly kind: 'leaf';
  readonly edit: TreeEdit;
  readonly keys: Uint8Array[];
  readonly values: Uint8Array[];
}

interface Branch {
  readonly kind: 'branch';
  readonly edit: TreeEdit;
  /** Ascending; no key of child i is less than `keys[i]`. */
  readonly keys: Uint8Array[];
  readonly children: TreeNode[];
}

/** Identity of one edit: it may change the nodes that it has made itself. */
export type TreeEdit = object;

const MAX_ENTRIES = 64;

export function emptyTree(): TreeNode {
  return { kind: 'leaf', edit: {}, keys: [], values: [] };
}

/** Index of the first of `keys` that is not less than `key`; `keys.length` when all are. */
export function lowerBound(keys: readonly Uint8Array[], key: Uint8Array): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareBytes(keys[middle] as Uint8Array, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function treeGet(root: TreeNode, key: Uint8Array): Uint8Array | undefined {
  let node = root;
  while (node.kind === 'branch') node = node.children[childIndex(node, key)] as TreeNode;
  const index = lowerBound(node.keys, key);
  const found = node.keys[index];
  return found !== undefined && compareBytes(found, key) === 0 ? node.values[index] : undefined;
}

/** The new root. */
export function treePut(
  root: TreeNode,
  key: Uint8Array,
  value: Uint8Array,
  edit: TreeEdit,
): TreeNode {
  const node = put(root, key, value, edit);
  const right = splitIfFull(node, edit);
  if (right === undefined) return node;
  return { kind: 'branch', edit, keys: [firstKey(node), firstKey(right)], children: [node, right] };
}

/** The new root. */
export function treeDelete(root: TreeNode, key: Uint8Array, edit: TreeEdit): TreeNode {
  let node = remove(root, key, edit) ?? emptyTree();
  while (node.kind === 'branch' && node.children.length === 1) node = node.children[0] as TreeNode;
  return node;
}

/** Index of the child in which `key` belongs. */
export function childIndex(
  branch: { readonly keys: readonly Uint8Array[] },
  key: Uint8Array,
): number {
  const index = lowerBound(branch.keys, key);
  const separator = branch.keys[index];
  const exact = separator !== undefined && compareBytes(separator, key) === 0;
  return Math.max(0, exact ? index : index - 1);
}

function put(node: TreeNode, key: Uint8Array, value: Uint8Array, edit: TreeEdit): TreeNode {
  const own = editable(node, edit);
  if (own.kind === 'leaf') {
    putInLeaf(own, key, value);
    return own;
  }
  if (compareBytes(key, firstKey(own)) < 0) own.keys[0] = key;
  const index = childIndex(own, key);
  const child = put(own.children[index] as TreeNode, key, value, edit);
  own.children[index] = child;
  const right = splitIfFull(child, edit);
  if (right !== undefined) {
    own.keys.splice(index + 1, 0, firstKey(right));
    own.children.splice(index + 1, 0, right);
  }
  return own;
}

function putInLeaf(leaf: Leaf, key: Uint8Array, value: Uint8Array): void {
  const index = lowerBound(leaf.keys, key);
  const found = leaf.keys[index];
  if (found !== undefined && compareBytes(found, key) === 0) {
    leaf.values[index] = value;
    return;
  }
  leaf.keys.splice(index, 0, key);
  leaf.values.splice(index, 0, value);
}

/** `undefined` when nothing is left of the node. */
function remove(node: TreeNode, key: Uint8Array, edit: TreeEdit): TreeNode | undefined {
  if (node.kind === 'leaf') return removeFromLeaf(node, key, edit);
  const index = childIndex(node, key);
  const child = node.children[index] as TreeNode;
  const rest = remove(child, key, edit);
  if (rest === child) return node;
  const own = editable(node, edit) as Branch;
  if (rest !== undefined) {
    own.children[index] = rest;
    return own;
  }
  own.keys.splice(index, 1);
  own.children.splice(index, 1);
  return own.children.length === 0 ? undefined : own;
}

function removeFromLeaf(leaf: Leaf, key: Uint8Array, edit: TreeEdit): TreeNode | undefined {
  const index = lowerBound(leaf.keys, key);
  const found = leaf.keys[index];
  if (found === undefined || compareBytes(found, key) !== 0) return leaf;
  if (leaf.keys.length === 1) return undefined;
  const own = editable(leaf, edit) as Leaf;
  own.keys.splice(index, 1);
  own.values.splice(index, 1);
  return own;
}

/** The node itself when this edit made it, else a copy that this edit may change. */
function editable(node: TreeNode, edit: TreeEdit): TreeNode {
  if (node.edit === edit) return node;
  if (node.kind === 'leaf') {
    return { kind: 'leaf', edit, keys: node.keys.slice(), values: node.values.slice() };
  }
  return { kind: 'branch', edit, keys: node.keys.slice(), children: node.children.slice() };
}

/** Move the upper half of a full node, which belongs to `edit`, into a new one, and return it. */
function splitIfFull(node: TreeNode, edit: TreeEdit): TreeNode | undefined {
  if (node.keys.length <= MAX_ENTRIES) return undefined;
  const half = node.keys.length >>> 1;
  const keys = node.keys.splice(half);
  if (node.kind === 'leaf') return { kind: 'leaf', edit, keys, values: node.values.splice(half) };
  return { kind: 'branch', edit, keys, children: node.children.splice(half) };
}

function firstKey(node: TreeNode): Uint8Array {
  return node.keys[0] as Uint8Array;
}
