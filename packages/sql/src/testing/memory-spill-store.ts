import type { SpillFile, SpillStore } from '../execute/spill/spill-store.ts';

/** A spill store in memory, which counts. */
export interface MemorySpillStore extends SpillStore {
  /** Files that were created and not removed. */
  readonly openFiles: number;
  /** Chunks that were ever written. */
  readonly chunks: number;
}

/** An empty spill store in memory. */
export function memorySpillStore(): MemorySpillStore {
  const open = new Set<SpillFile>();
  let chunks = 0;
  return {
    get openFiles() {
      return open.size;
    },
    get chunks() {
      return chunks;
    },
    create() {
      let written: Uint8Array[] = [];
      const file: SpillFile = {
        async append(chunk) {
          written.push(chunk.slice());
          chunks += 1;
        },
        async *read() {
          yield* written;
        },
        async remove() {
          written = [];
          open.delete(file);
        },
      };
      open.add(file);
      return file;
    },
  };
}
