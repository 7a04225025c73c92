import { randomFillSync } from 'node:crypto';
import { type Database, openDatabase, systemClock } from '@kalamdb/core';
import type { KeyValueStore } from '@kalamdb/store';

/** Our database within this process, wide limits, everything allowed; writes are not synced. */
export function openLocalDatabase(store: KeyValueStore): Promise<Database> {
  return openDatabase(store, {
    clock: systemClock,
    policy: { decide: () => ({ allowed: true }) },
    passwords: { hash: () => Promise.reject(new Error('there are no users')) },
    random: (bytes) => {
      randomFillSync(bytes);
    },
    nodeId: 0,
    requirePrimaryKey: false,
    syncWrites: false,
    sweepIntervalMs: 0,
    socketUrl: () => 'ws://localhost/',
    limits: {
      sqlBytes: 1 << 20,
      parameters: 10,
      parameterBytes: 1 << 20,
      resultRows: 1_000_000,
      resultBytes: 1 << 28,
      queryTimeoutMs: 60_000,
      pendingWrites: 10_000,
      rowBytes: 1 << 20,
      queryMemoryBytes: 1 << 30,
    },
  });
}
