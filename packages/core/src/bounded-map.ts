interface Slot<V> {
  value: V;
  size: number;
  used: boolean;
}

export interface BoundedMapLimits {
  readonly entries: number;
  /** Bound on the sum of the entries' sizes, in whatever unit the caller counts. */
  readonly totalSize: number;
}

/**
 * A map that forgets: past either limit, entries that were not read since the last round go first
 * (second chance, an approximation of least recently used that makes a hit a single map lookup).
 */
export class BoundedMap<V> {
  readonly #slots = new Map<string, Slot<V>>();
  readonly #limits: BoundedMapLimits;
  #totalSize = 0;

  constructor(limits: BoundedMapLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#slots.size;
  }

  /** All values; entries may be deleted meanwhile. */
  *values(): Iterable<V> {
    for (const { value } of this.#slots.values()) yield value;
  }

  get(key: string): V | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined) return undefined;
    slot.used = true;
    return slot.value;
  }

  /** `size` of an entry that alone is over the limit keeps it out. */
  set(key: string, value: V, size = 1): void {
    this.delete(key);
    if (size > this.#limits.totalSize) return;
    this.#slots.set(key, { value, size, used: false });
    this.#totalSize += size;
    this.#shrink();
  }

  delete(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#slots.delete(key);
    this.#totalSize -= slot.size;
  }

  #shrink(): void {
    for (const [key, slot] of this.#slots) {
      if (this.#slots.size <= this.#limits.entries && this.#totalSize <= this.#limits.totalSize) {
        return;
      }
      this.#slots.delete(key);
      if (slot.used) {
        // Moved behind the others; met again at the end of this loop, then without a second chance.
        slot.used = false;
        this.#slots.set(key, slot);
      } else {
        this.#totalSize -= slot.size;
      }
    }
  }
}
