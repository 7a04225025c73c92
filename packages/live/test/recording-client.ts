import type { Principal } from '@kalamdb/core';
import type { LiveChange, LiveQueries, LiveRow, LiveSubscription } from '../src/index.ts';

/** A row as an object, as a client gets it. */
export function rowObject({ fields, values }: LiveRow): Record<string, unknown> {
  return Object.fromEntries(fields.map(({ name }, index) => [name, values[index]]));
}

/** A change as an object, absent rows left out. */
function changeObject({ kind, row, oldRow }: LiveChange): Record<string, unknown> {
  return {
    kind,
    ...(row === undefined ? {} : { row: rowObject(row) }),
    ...(oldRow === undefined ? {} : { old: rowObject(oldRow) }),
  };
}

/** Lets everything that is under way come to rest. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function principal(userId: string): Principal {
  return { userId, role: 'user' };
}

interface ClientOptions {
  readonly userId?: string;
  readonly options?: { batchSize?: number; lastRows?: number; from?: bigint } | undefined;
}

/** A subscriber that writes down what it hears. */
export class RecordingClient {
  readonly changes: LiveChange[] = [];
  readonly errors: unknown[] = [];
  readonly subscription: LiveSubscription;
  isWritable = true;

  constructor(live: LiveQueries, sql: string, { userId = 'alice', options }: ClientOptions = {}) {
    this.subscription = live.subscribe(
      { principal: principal(userId), namespace: 'default', sql, options },
      {
        change: (change) => this.changes.push(change),
        closed: (error) => this.errors.push(error),
        writable: () => this.isWritable,
      },
    );
  }

  get heard(): Record<string, unknown>[] {
    return this.changes.map(changeObject);
  }
}
