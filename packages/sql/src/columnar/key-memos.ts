import type { Dictionary } from './column.ts';
import { KeyMemo } from './key-memo.ts';
import type { Numbers } from './key-numbers.ts';

/** What the numbers of each column are by. */
type Dictionaries = readonly (Dictionary | undefined)[];

/** A memo for each combination of dictionaries that keys come by. */
export class KeyMemos {
  readonly #memos: { readonly dictionaries: Dictionaries; readonly memo: KeyMemo }[] = [];
  /** Keys by the same dictionaries come after one another. */
  #latest = 0;

  /** Memory that all take, in bytes. */
  get memoryBytes(): number {
    return this.#memos.reduce((bytes, { memo }) => bytes + memo.memoryBytes, 0);
  }

  /** The memo for keys whose columns are these numbers. */
  of(numbers: readonly Numbers[]): KeyMemo {
    if (!this.#isBy(this.#latest, numbers)) this.#latest = this.#find(numbers);
    return this.#memos[this.#latest].memo;
  }

  #find(numbers: readonly Numbers[]): number {
    for (let index = 0; index < this.#memos.length; index++) {
      if (this.#isBy(index, numbers)) return index;
    }
    const dictionaries = numbers.map(({ dictionary }) => dictionary);
    return this.#memos.push({ dictionaries, memo: new KeyMemo(numbers.length) }) - 1;
  }

  #isBy(index: number, numbers: readonly Numbers[]): boolean {
    const known = this.#memos[index];
    if (known === undefined) return false;
    return numbers.every(({ dictionary }, column) => dictionary === known.dictionaries[column]);
  }
}
