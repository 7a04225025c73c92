import { randomFillSync } from 'node:crypto';
import { type Database, openDatabase, systemClock } from '@kalamdb/core';
import { openMemoryStore } from '@kalamdb/store';

/** Longest time of one statement. */
export const STATEMENT_TIMEOUT_MS = 60_000;

/** A database in memory of a file's own, where everything is allowed and tables need no key. */
export function openEmptyDatabase(): Promise<Database> {
  return openDatabase(openMemoryStore(), {
    clock: systemClock,
    policy: { decide: () => ({ allowed: true }) },
    passwords: { hash: () => Promise.reject(new Error('tests have no users')) },
    random: (bytes) => {
      randomFillSync(bytes);
    },
    nodeId: 0,
    requirePrimaryKey: false,
    syncWrites: false,
    sweepIntervalMs: 0,
    socketUrl: () => 'ws://localhost/',
    limits: {
      sqlBytes: 16_777_216,
      parameters: 0,
      parameterBytes: 0,
      resultRows: 1_000_000,
      resultBytes: 268_435_456,
      queryTimeoutMs: STATEMENT_TIMEOUT_MS,
      queryMemoryBytes: 1024 ** 3,
      pendingWrites: 10_000,
      rowBytes: 16_777_216,
    },
  });
}
