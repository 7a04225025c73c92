import { StoreError } from '../error.ts';
import type {
  ByteRange,
  Entry,
  KeyValueStore,
  ScanOptions,
  StoreSnapshot,
  WriteOptions,
} from '../key-value-store.ts';
import type { WriteBatch } from '../write-batch.ts';
import {
  emptyTree,
  type TreeEdit,
  type TreeNode,
  treeDelete,
  treeGet,
  treePut,
} from './sorted-tree.ts';
import { scanTree } from './tree-scan.ts';

/** Chunks grow from the first to the greatest size: many scans want few entries. */
const FIRST_CHUNK_ENTRIES = 32;
const MAX_CHUNK_ENTRIES = 4096;
/** Keys that `clear` removes before it lets others run. */
const CLEAR_STEP_KEYS = 4096;

/**
 * A store in memory: the reference that other adapters are compared with. Each write is O(log n)
 * per key and visible when `write` returns its promise; a snapshot and a scan cost O(1) to begin.
 */
export function openMemoryStore(): KeyValueStore {
  return new MemoryStore();
}

class MemoryStore implements KeyValueStore {
  #root: TreeNode | undefined = emptyTree();

  getSync(key: Uint8Array): Uint8Array | undefined {
    return treeGet(this.#openRoot(), key);
  }

  async getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
    const root = this.#openRoot();
    return keys.map((key) => treeGet(root, key));
  }

  scan(range: ByteRange, options: ScanOptions = {}): AsyncIterable<readonly Entry[]> {
    return scanChunks(this.#openRoot(), range, options, () => {
      this.#openRoot();
    });
  }

  async write(batch: WriteBatch, _options: WriteOptions): Promise<void> {
    const edit: TreeEdit = {};
    let root = this.#openRoot();
    for (const { key, value } of batch.mutations) {
      root = value === undefined ? treeDelete(root, key, edit) : treePut(root, key, value, edit);
    }
    this.#root = root;
  }

  async clear(range: ByteRange): Promise<void> {
    const options = { limit: CLEAR_STEP_KEYS };
    for (let removed = CLEAR_STEP_KEYS; removed === CLEAR_STEP_KEYS; ) {
      removed = 0;
      const edit: TreeEdit = {};
      for await (const chunk of this.scan(range, options)) {
        let root = this.#openRoot();
        for (const [key] of chunk) root = treeDelete(root, key, edit);
        this.#root = root;
        removed += chunk.length;
      }
      await new Promise((resume) => setImmediate(resume));
    }
  }

  snapshot(): StoreSnapshot {
    return new MemorySnapshot(this.#openRoot(), () => {
      this.#openRoot();
    });
  }

  async close(): Promise<void> {
    this.#root = undefined;
  }

  #openRoot(): TreeNode {
    if (this.#root === undefined) throw new StoreError('STORE_CLOSED', 'The store is closed.');
    return this.#root;
  }
}

class MemorySnapshot implements StoreSnapshot {
  #root: TreeNode | undefined;
  readonly #checkStore: () => void;

  constructor(root: TreeNode, checkStore: () => void) {
    this.#root = root;
    this.#checkStore = checkStore;
  }

  getSync(key: Uint8Array): Uint8Array | undefined {
    return treeGet(this.#openRoot(), key);
  }

  async getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
    const root = this.#openRoot();
    return keys.map((key) => treeGet(root, key));
  }

  scan(range: ByteRange, options: ScanOptions = {}): AsyncIterable<readonly Entry[]> {
    return scanChunks(this.#openRoot(), range, options, () => {
      this.#openRoot();
    });
  }

  close(): void {
    this.#root = undefined;
  }

  #openRoot(): TreeNode {
    this.#checkStore();
    if (this.#root === undefined) throw new StoreError('STORE_CLOSED', 'The snapshot is closed.');
    return this.#root;
  }
}

/** Entries of one version of the tree; `checkOpen` throws once they must not be read any more. */
async function* scanChunks(
  root: TreeNode,
  range: ByteRange,
  options: ScanOptions,
  checkOpen: () => void,
): AsyncGenerator<readonly Entry[], void, undefined> {
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  let size = FIRST_CHUNK_ENTRIES;
  let chunk: Entry[] = [];
  for (const entries of scanTree(root, range, options.reverse === true)) {
    if (left <= chunk.length) break;
    chunk.push(...entries);
    if (chunk.length < size) continue;
    checkOpen();
    yield chunk.slice(0, left);
    left -= chunk.length;
    size = Math.min(size * 8, MAX_CHUNK_ENTRIES);
    chunk = [];
  }
  checkOpen();
  if (left > 0 && chunk.length > 0) yield chunk.slice(0, left);
}
