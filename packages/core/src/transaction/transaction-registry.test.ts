import { expect, test } from '@jest/globals';
import { openMemoryStore } from '@kalamdb/store';
import { CatalogCache } from '../catalog/catalog.ts';
import { VirtualTables } from '../catalog/virtual/virtual-tables.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { defaultTransactionLimits, TransactionRegistry } from './transaction-registry.ts';

test('a transaction that was rolled back while it was in use is not committed', async () => {
  let number = 0;
  const registry = new TransactionRegistry({
    base: {
      store: openMemoryStore(),
      feed: { lastSequence: 0n },
      catalog: new CatalogCache(new VirtualTables([])),
      committer: { submit: () => Promise.reject(new Error('nothing is committed')) },
    },
    clock: createManualClock(),
    newId: () => `${++number}`,
    limits: defaultTransactionLimits,
  });
  const transaction = registry.begin('alice', { isolation: undefined, readOnly: undefined });
  transaction.view();
  registry.close();
  const gone = { code: 'CORE_TRANSACTION_NOT_FOUND' };
  expect(() => transaction.view()).toThrow(expect.objectContaining(gone));
  await expect(transaction.submit(() => undefined)).rejects.toMatchObject(gone);
  await expect(transaction.commit()).rejects.toMatchObject(gone);
});
