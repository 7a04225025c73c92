import type { ByteRange, KeyValueReader } from '../key-value-store.ts';
import {
  emptyTree,
  type TreeEdit,
  type TreeNode,
  treeGet,
  treePut,
} from '../memory/sorted-tree.ts';
import { scanTree } from '../memory/tree-scan.ts';
import type { Mutation } from '../write-batch.ts';
import type { KeyReader } from '../write-target.ts';
import { mergeScans } from './merge-scans.ts';

/** A state of an overlay that it can go back to. Costs O(1) to make and to keep. */
export interface OverlayMark {
  readonly root: TreeNode;
  readonly sizeBytes: number;
}

/** Stands, by its identity, for the value of a key that is deleted. */
const deleted: Uint8Array = new Uint8Array();

/**
 * Changes of keys that are not written yet, in key order, to be read over what is stored. Each is
 * O(log n); arrays that are given belong to the overlay.
 */
export class Overlay {
  #root = emptyTree();
  #sizeBytes = 0;
  /** Nodes of this edit are nobody else's: a mark or a reader begins another one. */
  #edit: TreeEdit = {};

  /** Bytes of the changed keys and their values. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  put(key: Uint8Array, value: Uint8Array): void {
    const known = treeGet(this.#root, key);
    this.#sizeBytes += value.length - (known === undefined ? -key.length : known.length);
    this.#root = treePut(this.#root, key, value, this.#edit);
  }

  delete(key: Uint8Array): void {
    this.put(key, deleted);
  }

  /** Whether a key has a change. */
  has(key: Uint8Array): boolean {
    return treeGet(this.#root, key) !== undefined;
  }

  /** Whether any key in `range` has a change. */
  hasAny(range: ByteRange): boolean {
    return changesIn(this.#root, range, false).next().done !== true;
  }

  /** The value of a key, which is `stored`'s unless the key has a change. */
  get(key: Uint8Array, stored: KeyReader): Uint8Array | undefined {
    return getOver(this.#root, key, stored);
  }

  /** The changes of keys in `range`, in key order, as they are now. */
  changes(range: ByteRange): Iterable<Mutation> {
    return changesIn(this.mark().root, range, false);
  }

  mark(): OverlayMark {
    this.#edit = {};
    return { root: this.#root, sizeBytes: this.#sizeBytes };
  }

  /** Forget all changes since `mark`, which stays valid, as all marks before it do. */
  restore(mark: OverlayMark): void {
    this.#edit = {};
    this.#root = mark.root;
    this.#sizeBytes = mark.sizeBytes;
  }

  /** What `stored` would give if the changes of this moment were written; later ones do not show. */
  over(stored: KeyValueReader): KeyValueReader {
    const { root } = this.mark();
    return {
      getSync: (key) => getOver(root, key, stored),
      getMany: (keys) => getManyOver(root, keys, stored),
      scan: (range, options = {}) => {
        const { reverse = false, limit = Number.POSITIVE_INFINITY } = options;
        const changes = changesIn(root, range, reverse);
        const first = changes.next();
        if (first.done === true) return stored.scan(range, options);
        const entries = stored.scan(range, { reverse });
        return mergeScans(entries, { changes, first: first.value, reverse, limit });
      },
    };
  }
}

function liveValue(value: Uint8Array): Uint8Array | undefined {
  return value === deleted ? undefined : value;
}

function getOver(root: TreeNode, key: Uint8Array, stored: KeyReader): Uint8Array | undefined {
  const change = treeGet(root, key);
  return change === undefined ? stored.getSync(key) : liveValue(change);
}

async function getManyOver(
  root: TreeNode,
  keys: readonly Uint8Array[],
  stored: KeyValueReader,
): Promise<(Uint8Array | undefined)[]> {
  const changes = keys.map((key) => treeGet(root, key));
  const rest = await stored.getMany(keys.filter((_, index) => changes[index] === undefined));
  let next = 0;
  return changes.map((change) => (change === undefined ? rest[next++] : liveValue(change)));
}

function* changesIn(
  root: TreeNode,
  range: ByteRange,
  reverse: boolean,
): Generator<Mutation, undefined, undefined> {
  for (const entries of scanTree(root, range, reverse)) {
    for (const [key, value] of entries) yield { key, value: liveValue(value) };
  }
  return undefined;
}
