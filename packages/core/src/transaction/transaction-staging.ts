import assert from 'node:assert/strict';
import {
  type ByteRange,
  decodePartitionKey,
  type Entry,
  keyPrefix,
  type Overlay,
} from '@kalamdb/store';
import type { CatalogCache } from '../catalog/catalog.ts';
import type { ChangeEvent } from '../change/change-event.ts';
import { isNewerThan } from '../table/versions.ts';
import { FIRST_PROVISIONAL_SEQUENCE } from '../write/commit/provisional-sequence.ts';
import type { Staging } from '../write/commit/staging.ts';
import { rowHasChanged } from '../write/serialization-failure.ts';
import type { HeldTables } from './held-tables.ts';
import type { PresentReads } from './present-reads.ts';

const rowKinds: ReadonlySet<number> = new Set([
  keyPrefix.HEAD,
  keyPrefix.HISTORY,
  keyPrefix.LOG,
  keyPrefix.EXPIRY,
  keyPrefix.INDEX,
]);

export interface TransactionParts {
  /** What the transaction has changed. */
  readonly overlay: Overlay;
  /** What is beneath: the present, which later commits change. */
  readonly present: PresentReads;
  readonly tables: HeldTables;
  readonly catalog: Pick<CatalogCache, 'byId'>;
  /** The transaction's snapshot. */
  readonly at: bigint;
  /** Throws when the transaction holds more than it may. */
  checkSize(): void;
}

/**
 * Stages rows in a transaction. They get provisional sequences, and their changes are emitted at
 * COMMIT, when it is known what became of the rows.
 */
export class TransactionStaging implements Staging {
  readonly #parts: TransactionParts;
  #nextSequence = FIRST_PROVISIONAL_SEQUENCE;

  constructor(parts: TransactionParts) {
    this.#parts = parts;
  }

  /** Rows that were staged so far, also those that were taken back. */
  get rowCount(): number {
    return Number(this.#nextSequence - FIRST_PROVISIONAL_SEQUENCE);
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#parts.overlay.get(key, this.#parts.present);
  }

  scan(range: ByteRange): AsyncIterable<readonly Entry[]> {
    return this.#parts.overlay.over(this.#parts.present).scan(range);
  }

  /** CORE_SERIALIZATION_FAILURE for the head of a row that was committed after the snapshot. */
  put(key: Uint8Array, value: Uint8Array): void {
    assert(rowKinds.has(key[0] as number), 'a transaction stages rows and nothing else');
    if (key[0] === keyPrefix.HEAD) this.#checkFirst(key);
    this.#parts.overlay.put(key, value);
    this.#parts.checkSize();
  }

  delete(key: Uint8Array): void {
    this.#parts.overlay.delete(key);
  }

  nextSequence(): bigint {
    const sequence = this.#nextSequence;
    this.#nextSequence += 1n;
    return sequence;
  }

  emit({ tableId }: ChangeEvent): void {
    this.#parts.tables.noteWritten(tableId);
  }

  onDurable(): never {
    assert.fail('what a transaction stages becomes durable only with it');
  }

  #checkFirst(key: Uint8Array): void {
    const { present, catalog, at } = this.#parts;
    const head = present.getSync(key);
    if (head === undefined || !isNewerThan(head, at)) return;
    throw rowHasChanged(catalog.byId(decodePartitionKey(key).tableId));
  }
}
