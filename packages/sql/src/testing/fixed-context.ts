import assert from 'node:assert/strict';
import type { ExecutionContext, IdGenerator } from '../execute/context.ts';
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
    openTable: (tableId) => {
      const table = tables.get(tableId);
      assert(table !== undefined, `no table ${tableId} in this context`);
      return table;
    },
    signal: undefined,
    ...changes,
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
