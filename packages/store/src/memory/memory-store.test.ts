import { runStoreContract } from '../testing/store-contract.ts';
import { openMemoryStore } from './memory-store.ts';

runStoreContract('the memory store', async () => {
  const store = openMemoryStore();
  return { store, dispose: () => store.close() };
});
