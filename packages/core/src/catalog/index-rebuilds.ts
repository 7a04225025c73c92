import { entryIn, indexIdOf, keyPrefix } from '@kalamdb/store';
import { entriesIdOf, type TableIndex, withEntries } from './stored-index.ts';

/** New entries of an index. */
interface Rebuild {
  readonly entriesId: number;
  /** Whether they hold all rows. */
  readonly isFull: boolean;
  /** The index with them, and what it was made of. */
  shadow: { readonly of: TableIndex; readonly index: TableIndex } | undefined;
}

/** The indexes that are being rebuilt: each has new entries beside those that are read. */
export class IndexRebuilds {
  readonly #running = new Map<number, Rebuild>();
  /** Ids of former entries that open transactions may have read, each with that of their successors. */
  readonly #successors = new Map<number, number>();

  /** From now on writers keep the entries up to date. */
  start(indexId: number, entriesId: number): void {
    this.#running.set(indexId, { entriesId, isFull: false, shadow: undefined });
  }

  /** The entries hold all rows: transactions, which see no later ones, may come to read them. */
  setFull(indexId: number): void {
    const rebuild = this.#running.get(indexId);
    if (rebuild !== undefined) this.#running.set(indexId, { ...rebuild, isFull: true });
  }

  end(indexId: number): void {
    this.#running.delete(indexId);
  }

  /** New entries have taken the place of those before. */
  replace(before: TableIndex, rebuilt: TableIndex): void {
    this.#running.delete(rebuilt.record.id);
    this.#successors.set(entriesIdOf(before.record), entriesIdOf(rebuilt.record));
  }

  /** Nobody who has read the former entries is left. */
  forget(entriesId: number): void {
    this.#successors.delete(entriesId);
  }

  /** A key as it is in the store by now: that of an entry may have moved with its index. */
  presentKey(key: Uint8Array): Uint8Array {
    if (this.#successors.size === 0 || key[0] !== keyPrefix.INDEX) return key;
    const former = indexIdOf(key);
    let id = former;
    for (let next: number | undefined = id; next !== undefined; next = this.#successors.get(id)) {
      id = next;
    }
    return id === former ? key : entryIn(id, key);
  }

  /** The indexes and, behind them, those that are being rebuilt with their new entries. */
  withNew(indexes: readonly TableIndex[]): readonly TableIndex[] {
    return this.#withNew(indexes, () => true);
  }

  /** The same with full entries only. */
  withFull(indexes: readonly TableIndex[]): readonly TableIndex[] {
    return this.#withNew(indexes, ({ isFull }) => isFull);
  }

  #withNew(
    indexes: readonly TableIndex[],
    isMeant: (rebuild: Rebuild) => boolean,
  ): readonly TableIndex[] {
    if (this.#running.size === 0) return indexes;
    const rebuilt = indexes.flatMap((index) => {
      const rebuild = this.#running.get(index.record.id);
      return rebuild !== undefined && isMeant(rebuild) ? [shadowOf(rebuild, index)] : [];
    });
    return [...indexes, ...rebuilt];
  }
}

/** Asked for with every row, and the same until its table or index changes. */
function shadowOf(rebuild: Rebuild, of: TableIndex): TableIndex {
  if (rebuild.shadow?.of !== of) {
    rebuild.shadow = { of, index: withEntries(of, rebuild.entriesId) };
  }
  return rebuild.shadow.index;
}
