export type { OpenStore, StoreUnderTest } from './contract/fixture.ts';
export { type CrashingDisk, createCrashingDisk } from './crashing-store.ts';
export {
  createFaultyStore,
  type Fault,
  type FaultyOperation,
  type FaultyStore,
  type FaultyStoreOptions,
} from './faulty-store.ts';
export { runStoreContract } from './store-contract.ts';
