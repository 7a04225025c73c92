/** One change of a key; `value` undefined deletes. */
export interface Mutation {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** Puts and deletes that commit together. Later mutations of a key win. */
export class WriteBatch {
  readonly #mutations: Mutation[] = [];
  #sizeBytes = 0;

  put(key: Uint8Array, value: Uint8Array): void {
    this.#mutations.push({ key, value });
    this.#sizeBytes += key.length + value.length;
  }

  delete(key: Uint8Array): void {
    this.#mutations.push({ key, value: undefined });
    this.#sizeBytes += key.length;
  }

  /** Append all mutations of `other`. */
  append(other: WriteBatch): void {
    for (const mutation of other.mutations) this.#mutations.push(mutation);
    this.#sizeBytes += other.sizeBytes;
  }

  /** In the order of the calls. */
  get mutations(): readonly Mutation[] {
    return this.#mutations;
  }

  /** Sum of key and value lengths. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get isEmpty(): boolean {
    return this.#mutations.length === 0;
  }
}
