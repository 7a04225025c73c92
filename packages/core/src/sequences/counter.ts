import { type Block, type CounterState, lastOf } from './counting.ts';

/** The values of one sequence, for one scope, that are reserved and not drawn yet. */
export class Counter {
  readonly sequenceId: number;
  readonly scope: string;
  /** Values drawn since it was made. */
  drawn = 0;
  /** Who waits for values. */
  waiting = 0;
  /** The reservation that is under way. */
  filling: Promise<void> | undefined;
  #block: Block | undefined;
  /** Of the block. */
  #taken = 0;

  constructor(sequenceId: number, scope: string) {
    this.sequenceId = sequenceId;
    this.scope = scope;
  }

  /** The next value; `undefined` when none is reserved. */
  take(): bigint | undefined {
    const block = this.#block;
    if (block === undefined) return undefined;
    const value = block.first + block.increment * BigInt(this.#taken);
    this.#taken += 1;
    this.drawn += 1;
    if (this.#taken === block.count) this.#block = undefined;
    return value;
  }

  /** Take over what was reserved when nothing was left. */
  add(block: Block): void {
    this.#block = block;
    this.#taken = 0;
  }

  /** How many values are reserved and not drawn. */
  get left(): number {
    return this.#block === undefined ? 0 : this.#block.count - this.#taken;
  }

  /** How far it has come, if the end of what is reserved here is what is `stored`. */
  exactState(stored: CounterState): CounterState | undefined {
    const block = this.#block;
    if (block === undefined || !stored.isCalled || stored.last !== lastOf(block)) return undefined;
    if (this.#taken === 0) return { last: block.first, isCalled: false };
    return { last: lastOf({ ...block, count: this.#taken }), isCalled: true };
  }

  /** Give up what is reserved. */
  clear(): void {
    this.#block = undefined;
  }
}
