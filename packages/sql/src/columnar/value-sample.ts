const MOST_VALUES = 512;

/**
 * A sample of values that come one after the other: each is kept with the same chance, which halves
 * whenever there are too many. Which ones are kept hangs on their places alone, so that the same
 * values give the same sample.
 */
export class ValueSample {
  #values: number[] = [];
  #ranks: number[] = [];
  #place = 0;
  /** Values of lower rank are kept. */
  #limit = 2 ** 32;

  add(value: number): void {
    const rank = rankOf(this.#place++);
    if (rank >= this.#limit) return;
    this.#values.push(value);
    this.#ranks.push(rank);
    if (this.#values.length > MOST_VALUES) this.#halve();
  }

  /** The sample, ascending, NaN last. */
  finish(): readonly number[] {
    return [...Float64Array.from(this.#values).sort()];
  }

  #halve(): void {
    this.#limit /= 2;
    this.#values = this.#values.filter((_, index) => this.#ranks[index] < this.#limit);
    this.#ranks = this.#ranks.filter((rank) => rank < this.#limit);
  }
}

/** A number below 2 ** 32 for each place, as if by chance. */
function rankOf(place: number): number {
  let mixed = Math.imul(place ^ (place >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
