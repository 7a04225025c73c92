/**
 * A tape of numbers that a generator turns into decisions, one after the other. When the tape is at
 * its end every decision is the first one, the simplest: so a shorter tape of smaller numbers gives
 * a simpler query, and whatever shrinks arrays of numbers shrinks queries (the idea of Hypothesis'
 * byte stream: MacIver and Donaldson, "Test-Case Reduction via Test-Case Generation", 2020).
 */
export class Choices {
  readonly #tape: readonly number[];
  #next = 0;

  constructor(tape: readonly number[]) {
    this.#tape = tape;
  }

  /** A whole number from 0 to `count - 1`. */
  below(count: number): number {
    const drawn = this.#tape[this.#next] ?? 0;
    this.#next += 1;
    return drawn % count;
  }

  /** True in about one of `outOf` cases; false at the end of the tape. */
  rarely(outOf: number): boolean {
    return this.below(outOf) === outOf - 1;
  }

  /** The first is the simplest. */
  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }

  /** From `least` to `most` of what `make` gives. */
  several<T>(least: number, most: number, make: (index: number) => T): readonly T[] {
    const count = least + this.below(most - least + 1);
    return Array.from({ length: count }, (_, index) => make(index));
  }
}
