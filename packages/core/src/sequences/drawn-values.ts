/** What a session was given by sequences: CURRVAL and LASTVAL. */
export class DrawnValues {
  #byId: Map<number, bigint> | undefined;
  #last: number | undefined;

  /** The value that was given last by a sequence. */
  of(sequenceId: number): bigint | undefined {
    return this.#byId?.get(sequenceId);
  }

  /** The sequence that gave a value last. */
  get lastSequence(): number | undefined {
    return this.#last;
  }

  add(sequenceId: number, value: bigint): void {
    this.set(sequenceId, value);
    this.#last = sequenceId;
  }

  /** `value` counts as the last one, although another sequence may have given a value later. */
  set(sequenceId: number, value: bigint): void {
    this.#byId ??= new Map();
    this.#byId.set(sequenceId, value);
  }
}
