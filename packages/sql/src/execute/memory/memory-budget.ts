import { SqlError } from '../../error.ts';

/**
 * The memory that one execution of a statement may use for rows that it keeps, shared by all of its
 * operators, in bytes. What an operator holds is known once it is allocated, so the limit may be
 * passed by one growth of an array.
 */
export class MemoryBudget {
  readonly limitBytes: number;
  #usedBytes = 0;
  #peakBytes = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** The most that was used at one time. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** `name`: who keeps rows, for messages. */
  open(name: string, onPeak?: (bytes: number) => void): MemoryAccount {
    const change = (bytes: number): void => {
      this.#usedBytes += bytes;
      this.#peakBytes = Math.max(this.#peakBytes, this.#usedBytes);
    };
    return new MemoryAccount(this, name, change, onPeak);
  }
}

/** What one operator holds of a budget. */
export class MemoryAccount {
  readonly budget: MemoryBudget;
  readonly #name: string;
  readonly #change: (bytes: number) => void;
  readonly #onPeak: ((bytes: number) => void) | undefined;
  #bytes = 0;
  #peak = 0;

  constructor(
    budget: MemoryBudget,
    name: string,
    change: (bytes: number) => void,
    onPeak: ((bytes: number) => void) | undefined,
  ) {
    this.budget = budget;
    this.#name = name;
    this.#change = change;
    this.#onPeak = onPeak;
  }

  /** What the operator holds. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The operator holds `bytes` now, in all. SQL_OUT_OF_MEMORY when the budget is exceeded. */
  hold(bytes: number): void {
    if (!this.holdIfFits(bytes)) throw this.exhausted();
  }

  /** The operator holds `bytes` more, or less if negative. SQL_OUT_OF_MEMORY. */
  add(bytes: number): void {
    this.hold(this.#bytes + bytes);
  }

  /** The same as `hold`; false, instead of the error, when the budget is exceeded. It holds them even then. */
  holdIfFits(bytes: number): boolean {
    this.#change(bytes - this.#bytes);
    this.#bytes = bytes;
    if (bytes > this.#peak) {
      this.#peak = bytes;
      this.#onPeak?.(bytes);
    }
    return this.budget.usedBytes <= this.budget.limitBytes;
  }

  /**
   * For operators that have another way: the same; false when the statement uses more than half of
   * its budget, which leaves the others their room.
   */
  holdIfAmple(bytes: number): boolean {
    this.holdIfFits(bytes);
    return this.budget.usedBytes <= this.budget.limitBytes / 2;
  }

  /** The operator holds nothing any more. */
  release(): void {
    this.#change(-this.#bytes);
    this.#bytes = 0;
  }

  exhausted(): SqlError {
    const { limitBytes } = this.budget;
    return new SqlError(
      'SQL_OUT_OF_MEMORY',
      `the statement needs more than ${limitBytes} bytes of memory; ${this.#name} keeps ${this.#bytes}`,
      {
        hint: 'Let it read fewer rows or columns, or raise the limit max_query_memory_bytes.',
      },
    );
  }
}
