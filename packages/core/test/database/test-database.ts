import { type KeyValueStore, openMemoryStore } from '@kalamdb/store';
import { type Database, openDatabase } from '../../src/database.ts';
import type { DatabaseLimits, DatabaseOptions } from '../../src/database-options.ts';
import { createDeterministicRandom } from '../../src/testing/deterministic-random.ts';
import { createManualClock, type ManualClock } from '../../src/testing/manual-clock.ts';
import { rolePolicy } from './role-policy.ts';

export interface TestDatabaseOptions extends Partial<Omit<DatabaseOptions, 'clock' | 'limits'>> {
  /** A new memory store unless given. */
  readonly store?: KeyValueStore;
  readonly clock?: ManualClock;
  readonly limits?: Partial<DatabaseLimits>;
}

export interface TestDatabase {
  readonly database: Database;
  readonly store: KeyValueStore;
  readonly clock: ManualClock;
}

const limits: DatabaseLimits = {
  sqlBytes: 1_048_576,
  parameters: 50,
  parameterBytes: 524_288,
  resultRows: 100_000,
  resultBytes: 67_108_864,
  queryTimeoutMs: 30_000,
  queryMemoryBytes: 256 * 1024 * 1024,
  pendingWrites: 10_000,
  rowBytes: 1_048_576,
};

/**
 * A database for tests: memory store, manual clock, repeatable randomness, `rolePolicy`, passwords
 * "hashed" as `hash of <password>`, and background work only by `Database.sweep`.
 */
export async function openTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { store = openMemoryStore(), clock = createManualClock(), ...given } = options;
  const database = await openDatabase(store, {
    policy: rolePolicy,
    passwords: { hash: async (password) => `hash of ${password}` },
    random: createDeterministicRandom(1),
    nodeId: 1,
    requirePrimaryKey: true,
    syncWrites: true,
    socketUrl: () => 'ws://127.0.0.1:8080/v1/ws',
    sweepIntervalMs: 0,
    ...given,
    clock,
    limits: { ...limits, ...given.limits },
  });
  return { database, store, clock };
}
