import { SqlError } from '@kalamdb/sql';
import { counterKey, type KeyReader } from '@kalamdb/store';
import { BoundedMap } from '../bounded-map.ts';
import type { Committer } from '../write/commit/committer.ts';
import type { Staging } from '../write/commit/staging.ts';
import { Counter } from './counter.ts';
import {
  type CounterState,
  decodeState,
  encodeState,
  following,
  followingBlock,
  lastOf,
} from './counting.ts';
import type { SequenceRecord } from './sequence-record.ts';
import type { SequenceProgress } from './sequence-relation.ts';

/** Counters with values at hand; of those that are forgotten, the reserved values are skipped. */
const MAX_COUNTERS = 10_000;
/** Most values reserved at a time. */
const MAX_BLOCK = 4096;

/** The sequences as they are now. */
interface CurrentSequences {
  byId(id: number): SequenceRecord | undefined;
}

/**
 * How far sequences have come, in each of their scopes. The store holds a value that is not given
 * before it is durable: values are reserved in blocks, one commit each, and then drawn from memory.
 * A block has as many values as were drawn before, so that a crash skips no more than that.
 */
export class SequenceCounters {
  readonly #store: KeyReader;
  readonly #committer: Pick<Committer, 'submit'>;
  readonly #sequences: CurrentSequences;
  readonly #counters = new BoundedMap<Counter>({ entries: MAX_COUNTERS, totalSize: MAX_COUNTERS });

  constructor(store: KeyReader, committer: Pick<Committer, 'submit'>, sequences: CurrentSequences) {
    this.#store = store;
    this.#committer = committer;
    this.#sequences = sequences;
  }

  /** A value that nobody else gets, at once if one is reserved. SQL_SEQUENCE_EXHAUSTED. */
  next({ id }: SequenceRecord, scope: string): bigint | Promise<bigint> {
    const counter = this.#counter(id, scope);
    return counter.take() ?? this.#wait(counter);
  }

  /** The same within an operation of the committer, which can wait for no other: it stages the value. */
  nextWithin(staging: Staging, sequence: SequenceRecord, scope: string): bigint {
    const reserved = this.#counter(sequence.id, scope).take();
    if (reserved !== undefined) return reserved;
    const value = following(sequence, readState(staging, sequence, scope));
    if (value === undefined) throw exhausted(sequence);
    stageState(staging, sequence, scope, { last: value, isCalled: true });
    return value;
  }

  /** How far a scope has come. */
  state(sequence: SequenceRecord, scope: string): CounterState {
    const stored = decodeState(sequence, this.#store.getSync(counterKey(sequence.id, scope)));
    return this.#counters.get(keyOf(sequence.id, scope))?.exactState(stored) ?? stored;
  }

  /** The same, and how many values are reserved after it. */
  progress(sequence: SequenceRecord, scope: string): SequenceProgress {
    const reserved = this.#counters.get(keyOf(sequence.id, scope))?.left ?? 0;
    return { ...this.state(sequence, scope), reserved };
  }

  /** Stage that a scope has come to `state`; nothing is drawn of what was reserved before. */
  stageState(staging: Staging, sequence: SequenceRecord, scope: string, state: CounterState): void {
    this.#forget(this.#counter(sequence.id, scope));
    stageState(staging, sequence, scope, state);
  }

  /** Stage that what is reserved of a sequence, or of all, is not. */
  stageReturn(staging: Staging, sequenceId?: number): void {
    for (const counter of this.#counters.values()) {
      if (sequenceId !== undefined && counter.sequenceId !== sequenceId) continue;
      const sequence = this.#sequences.byId(counter.sequenceId);
      if (sequence !== undefined) stageExact(staging, sequence, counter);
      this.#forget(counter);
    }
  }

  /** Draw nothing more of what is reserved of a sequence: it counts otherwise from now on. */
  forget(sequenceId: number): void {
    for (const counter of this.#counters.values()) {
      if (counter.sequenceId === sequenceId) this.#forget(counter);
    }
  }

  /** Give back what is reserved, so that the next process goes on where this one ends. */
  async close(): Promise<void> {
    if (this.#counters.count === 0) return;
    try {
      await this.#committer.submit((staging) => this.stageReturn(staging));
    } catch {
      // The store fails, as others have been told: the values are skipped, as after a crash.
    }
  }

  #forget(counter: Counter): void {
    counter.clear();
    this.#counters.delete(keyOf(counter.sequenceId, counter.scope));
  }

  #counter(sequenceId: number, scope: string): Counter {
    const key = keyOf(sequenceId, scope);
    const known = this.#counters.get(key);
    if (known !== undefined) return known;
    const counter = new Counter(sequenceId, scope);
    this.#counters.set(key, counter);
    return counter;
  }

  async #wait(counter: Counter): Promise<bigint> {
    counter.waiting += 1;
    try {
      for (;;) {
        const value = counter.take();
        if (value !== undefined) return value;
        counter.filling ??= this.#fill(counter);
        await counter.filling;
      }
    } finally {
      counter.waiting -= 1;
    }
  }

  async #fill(counter: Counter): Promise<void> {
    try {
      await this.#committer.submit((staging) => this.#reserve(staging, counter));
    } finally {
      counter.filling = undefined;
    }
  }

  #reserve(staging: Staging, counter: Counter): void {
    const { sequenceId, scope } = counter;
    const sequence = this.#sequences.byId(sequenceId);
    if (sequence === undefined) throw unknownSequence(String(sequenceId));
    const state = readState(staging, sequence, scope);
    const block = followingBlock(sequence, state, wantedValues(sequence, counter));
    if (block === undefined) throw exhausted(sequence);
    stageState(staging, sequence, scope, { last: lastOf(block), isCalled: true });
    staging.onDurable(() => {
      // One that was changed meanwhile counts otherwise: those who wait try again.
      if (this.#sequences.byId(sequenceId) === sequence) counter.add(block);
    });
  }
}

/** The error of a name or an id that no sequence has. */
export function unknownSequence(name: string, position?: number): SqlError {
  return new SqlError('SQL_UNKNOWN_SEQUENCE', `sequence '${name}' does not exist`, { position });
}

function wantedValues({ cache }: SequenceRecord, { drawn, waiting }: Counter): number {
  const least = cache < MAX_BLOCK ? Number(cache) : MAX_BLOCK;
  return Math.min(MAX_BLOCK, Math.max(least, drawn, waiting));
}

function readState(staging: Staging, sequence: SequenceRecord, scope: string): CounterState {
  return decodeState(sequence, staging.get(counterKey(sequence.id, scope)));
}

function stageState(
  staging: Staging,
  sequence: SequenceRecord,
  scope: string,
  state: CounterState,
): void {
  staging.put(counterKey(sequence.id, scope), encodeState(sequence, state));
}

function stageExact(staging: Staging, sequence: SequenceRecord, counter: Counter): void {
  const exact = counter.exactState(readState(staging, sequence, counter.scope));
  if (exact !== undefined) stageState(staging, sequence, counter.scope, exact);
}

/** The error of a sequence that is at its end. */
export function exhausted({
  namespace,
  name,
  increment,
  minimum,
  maximum,
}: SequenceRecord): SqlError {
  const [what, bound] = increment > 0n ? ['maximum', maximum] : ['minimum', minimum];
  return new SqlError(
    'SQL_SEQUENCE_EXHAUSTED',
    `nextval: reached ${what} value of sequence "${namespace}.${name}" (${bound})`,
    { hint: 'ALTER SEQUENCE … MAXVALUE, RESTART or CYCLE.' },
  );
}

function keyOf(sequenceId: number, scope: string): string {
  return `${sequenceId} ${scope}`;
}
