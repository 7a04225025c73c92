import assert from 'node:assert/strict';
import type { ExecutionContext, IdGenerator, Sequences, Settings } from '../execute/context.ts';
import type { TableSource } from '../execute/source.ts';

/** 2026-01-02T03:04:05.678901Z in microseconds. */
export const FIXED_NOW = 1_767_323_045_678_901n;

/**
 * An execution context that gives the same results in every run: a fixed time and user, and ids
 * that count up. `tables` are opened by id. Everything else can be replaced.
 */
export function fixedContext(
  tables: ReadonlyMap<number, TableSource> = new Map(),
  changes: Partial<ExecutionContext> = {},
): ExecutionContext {
  return {
    parameters: [],
    now: FIXED_NOW,
    clock: () => FIXED_NOW,
    currentUser: 'alice',
    currentRole: 'user',
    ids: countingIds(),
    sequences: countingSequences(),
    settings: rememberedSettings(),
    openTable: (tableId) => {
      const table = tables.get(tableId);
      assert(table !== undefined, `no table ${tableId} in this context`);
      return table;
    },
    signal: undefined,
    ...changes,
  };
}

/** Parameters that take any value, of which `timezone` has one. */
function rememberedSettings(): Settings {
  const values = new Map([['timezone', 'UTC']]);
  return {
    show: (name) => values.get(name.toLowerCase()) ?? '',
    has: (name) => values.has(name.toLowerCase()),
    set(name, value) {
      values.set(name.toLowerCase(), value ?? '');
      return value ?? '';
    },
  };
}

/** Ids that count up from 1 and look like real ones. */
export function countingIds(): IdGenerator {
  let last = 0;
  return {
    snowflakeId: () => BigInt(++last),
    uuidV7: () => `00000000-0000-7000-8000-${String(++last).padStart(12, '0')}`,
    uuidV4: () => `00000000-0000-4000-8000-${String(++last).padStart(12, '0')}`,
    random: () => (++last % 8) / 8,
    ulid: () => String(++last).padStart(26, '0'),
  };
}

/** Sequences of any name that count up from 1; the column `id` of every table has one. */
export function countingSequences(): Sequences {
  const values = new Map<string, bigint>();
  let last = '';
  const current = (name: string): bigint => values.get(name) ?? 0n;
  const set = (name: string, value: bigint): bigint => {
    values.set(name, value);
    return value;
  };
  return {
    next(name) {
      last = name;
      return set(name, current(name) + 1n);
    },
    current,
    last: () => current(last),
    set: async (name, value, isCalled) => {
      set(name, isCalled ? value : value - 1n);
      return value;
    },
    ofColumn: (table, column) => (column === 'id' ? `${table}_id_seq` : null),
  };
}
