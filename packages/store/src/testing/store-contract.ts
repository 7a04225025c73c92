import { describe, test } from '@jest/globals';
import { defineCloseTests } from './contract/close-tests.ts';
import type { OpenStore, StoreTest } from './contract/fixture.ts';
import { defineBatchTests, defineKeyTests } from './contract/key-tests.ts';
import {
  defineClearTests,
  defineScanIsolationTests,
  defineScanTests,
} from './contract/scan-tests.ts';
import { defineSnapshotTests } from './contract/snapshot-tests.ts';

/**
 * Define the tests that every KeyValueStore must pass, under `name`. To be called in a Jest test
 * file; `open` gives each test an empty store of its own.
 */
export function runStoreContract(name: string, open: OpenStore): void {
  const storeTest: StoreTest = (testName, run) => {
    test(testName, async () => {
      const { store, dispose } = await open();
      try {
        await run(store);
      } finally {
        await dispose();
      }
    });
  };
  describe(`${name} is a KeyValueStore`, () => {
    describe('keys and values', () => defineKeyTests(storeTest));
    describe('batches', () => defineBatchTests(storeTest));
    describe('scans', () => defineScanTests(storeTest));
    describe('isolation of scans', () => defineScanIsolationTests(storeTest));
    describe('clear', () => defineClearTests(storeTest));
    describe('snapshots', () => defineSnapshotTests(storeTest));
    describe('close', () => defineCloseTests(storeTest));
  });
}
