import type { Scope } from './user.ts';

interface Position {
  /** The last value that was drawn; 0: none. */
  readonly last: number;
  /** The same when the last statement ended well. */
  readonly known: number;
}

const beginning: Position = { last: 0, known: 0 };

/**
 * How far the sequence of a SERIAL column has come, for each of its scopes. How many values a
 * statement draws before it is refused, and a kill skips, is nowhere said: that is learned.
 */
export class Counter {
  readonly #positions = new Map<Scope, Position>();

  last(scope: Scope): number {
    return this.#at(scope).last;
  }

  draw(scope: Scope): number {
    const { last, known } = this.#at(scope);
    this.#positions.set(scope, { last: last + 1, known });
    return last + 1;
  }

  set(scope: Scope, last: number): void {
    this.#positions.set(scope, { last, known: last });
  }

  restart(scope: Scope): void {
    this.#positions.delete(scope);
  }

  /** A statement has ended well. */
  settle(): void {
    for (const [scope, { last }] of this.#positions) this.set(scope, last);
  }

  /** It has come to `last`, as a database says, and may not have gone back. */
  learn(scope: Scope, last: number): void {
    const { known } = this.#at(scope);
    if (last < known) throw new Error(`a sequence has gone back from ${known} to ${last}`);
    this.set(scope, last);
  }

  #at(scope: Scope): Position {
    return this.#positions.get(scope) ?? beginning;
  }
}
