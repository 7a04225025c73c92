import { parseQualifiedName, type Sequences, SqlError } from '@kalamdb/sql';
import type { CatalogCache } from '../catalog/catalog.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import type { Staging } from '../write/commit/staging.ts';
import { findNamed, quotedName } from './default-text.ts';
import type { DrawnValues } from './drawn-values.ts';
import { type SequenceCounters, unknownSequence } from './sequence-counters.ts';
import { counterScope, type SequenceRecord } from './sequence-record.ts';

/** What is done with a sequence, as with a row of a table. */
export type SequenceAction = 'insert' | 'select' | 'update';

/** For whom sequences are used. */
export interface SequenceUser {
  readonly catalog: CatalogCache;
  readonly counters: SequenceCounters;
  readonly committer: { submit<T>(stage: (staging: Staging) => T): Promise<T> };
  /** Namespace of names without one. */
  readonly namespace: string;
  readonly userId: string;
  readonly drawn: DrawnValues;
  /** The operation of the committer that the statement is in: it can wait for no other. */
  readonly staging: () => Staging | undefined;
  /** Throws if the user may not, or not now. */
  authorize(action: SequenceAction, sequence: SequenceRecord): void;
  /** Throws if the user may not read the table. */
  authorizeTable(table: StoredTable): void;
}

/** The sequences as one execution of a statement uses them. */
export class SessionSequences implements Sequences {
  readonly #user: SequenceUser;
  /** Those that were looked for, by what was done and the name. */
  readonly #opened = new Map<string, SequenceRecord>();

  constructor(user: SequenceUser) {
    this.#user = user;
  }

  next(name: string): bigint | Promise<bigint> {
    const { counters, drawn, staging, userId } = this.#user;
    const sequence = this.#open(name, 'insert');
    const scope = counterScope(sequence, userId);
    const operation = staging();
    const value =
      operation === undefined
        ? counters.next(sequence, scope)
        : counters.nextWithin(operation, sequence, scope);
    if (value instanceof Promise) {
      return value.then((later) => {
        drawn.add(sequence.id, later);
        return later;
      });
    }
    drawn.add(sequence.id, value);
    return value;
  }

  current(name: string): bigint {
    const sequence = this.#open(name, 'select');
    const value = this.#user.drawn.of(sequence.id);
    if (value !== undefined) return value;
    throw notDrawn(`currval of sequence "${sequence.namespace}.${sequence.name}"`);
  }

  last(): bigint {
    const { drawn, catalog } = this.#user;
    const id = drawn.lastSequence;
    const isThere = id !== undefined && catalog.sequences.byId(id) !== undefined;
    const value = isThere ? drawn.of(id) : undefined;
    if (value !== undefined) return value;
    throw notDrawn('lastval');
  }

  set(name: string, value: bigint, isCalled: boolean): bigint | Promise<bigint> {
    const { staging, committer } = this.#user;
    const sequence = this.#open(name, 'update');
    checkWithin(sequence, value);
    const stage = (operation: Staging) => this.#stage(operation, sequence, value, isCalled);
    const operation = staging();
    return operation === undefined ? committer.submit(stage) : stage(operation);
  }

  ofColumn(table: string, column: string): string | null {
    const { catalog, namespace, authorizeTable } = this.#user;
    const named = parseQualifiedName(table);
    const stored = catalog.find(named.namespace ?? namespace, named.name);
    if (stored === undefined) {
      throw new SqlError('SQL_UNKNOWN_TABLE', `table '${table}' does not exist`);
    }
    authorizeTable(stored);
    const { definition } = stored;
    const record = definition.columns.find(({ name }) => name === column);
    if (record === undefined) {
      const message = `column "${column}" of table "${table}" does not exist`;
      throw new SqlError('SQL_UNKNOWN_COLUMN', message);
    }
    const sequence = catalog.sequences.ofColumn(definition.id, record.id);
    return sequence === undefined ? null : quotedName(sequence);
  }

  #stage(staging: Staging, sequence: SequenceRecord, value: bigint, isCalled: boolean): bigint {
    const { counters, drawn, userId } = this.#user;
    const scope = counterScope(sequence, userId);
    counters.stageState(staging, sequence, scope, { last: value, isCalled });
    if (isCalled) drawn.set(sequence.id, value);
    return value;
  }

  #open(name: string, action: SequenceAction): SequenceRecord {
    const key = `${action} ${name}`;
    const known = this.#opened.get(key);
    if (known !== undefined) return known;
    const { catalog, namespace } = this.#user;
    const sequence = findNamed(catalog.sequences, name, namespace);
    if (sequence === undefined) throw unknownSequence(name);
    this.#user.authorize(action, sequence);
    this.#opened.set(key, sequence);
    return sequence;
  }
}

function checkWithin({ namespace, name, minimum, maximum }: SequenceRecord, value: bigint): void {
  if (value >= minimum && value <= maximum) return;
  const message = `setval: value ${value} is out of bounds for sequence "${namespace}.${name}" (${minimum}..${maximum})`;
  throw new SqlError('SQL_OUT_OF_RANGE', message);
}

function notDrawn(what: string): SqlError {
  return new SqlError('SQL_INVALID_STATE', `${what} is not yet defined in this session`, {
    hint: 'Call NEXTVAL first, in the same request or transaction.',
  });
}
