import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { StoreError } from '../error.ts';
import type { StoreUnderTest } from '../testing/contract/fixture.ts';
import { batchOf, everything, listAll, numbered } from '../testing/contract/fixture.ts';
import { runStoreContract } from '../testing/store-contract.ts';
import { openLevelStore } from './level-store.ts';

async function openIn(path: string): Promise<StoreUnderTest> {
  const store = await openLevelStore(path);
  const dispose = async () => {
    await store.close();
    await rm(path, { recursive: true, force: true });
  };
  return { store, dispose };
}

/** A program that opens the LevelDB in its first argument, says so, and waits. */
const holdLock = `
  const { ClassicLevel } = require(${JSON.stringify(createRequire(import.meta.url).resolve('classic-level'))});
  new ClassicLevel(process.argv[1]).open().then(() => console.log('open'));
  process.stdin.resume();
`;

const temporaryFolder = () => mkdtemp(join(tmpdir(), 'kalamdb-store-'));

runStoreContract('the level store', async () => openIn(await temporaryFolder()));

runStoreContract('the level store after a reopen', async () => {
  const path = await temporaryFolder();
  const { store } = await openIn(path);
  await store.write(batchOf('a=old', 'b=old', ...numbered('k', 100)), { sync: true });
  await store.clear(everything);
  await store.close();
  return openIn(path);
});

describe('openLevelStore', () => {
  let path: string;
  beforeEach(async () => {
    path = await temporaryFolder();
  });
  afterEach(() => rm(path, { recursive: true, force: true }));

  test('keeps what was written', async () => {
    const store = await openLevelStore(join(path, 'new', 'folder'));
    await store.write(batchOf('a=1', 'b=2'), { sync: true });
    await store.close();
    const again = await openLevelStore(join(path, 'new', 'folder'));
    expect(await listAll(again)).toEqual(['a=1', 'b=2']);
    await again.close();
  });

  test('keeps a large write that was running when it was closed', async () => {
    const store = await openLevelStore(path);
    const written = store.write(batchOf(...numbered('k', 20_000)), { sync: false });
    await store.close();
    await written;
    const again = await openLevelStore(path);
    expect((await listAll(again)).length).toBe(20_000);
    await again.close();
  });

  test('keeps a write that was running when it was closed', async () => {
    const store = await openLevelStore(path);
    const written = store.write(batchOf('a=1'), { sync: true });
    await store.close();
    await written;
    const again = await openLevelStore(path);
    expect(await listAll(again)).toEqual(['a=1']);
    await again.close();
  });

  test('refuses a directory that is open already, naming it', async () => {
    const store = await openLevelStore(path);
    const error = await openLevelStore(path).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'StoreError', code: 'STORE_LOCKED' });
    expect((error as StoreError).message).toContain(`${path} is in use by another process. Stop`);
    expect((error as StoreError).cause).toBeDefined();
    await store.close();
    await (await openLevelStore(path)).close();
  });

  test('refuses a directory that another process has open', async () => {
    const holder = spawn(process.execPath, ['-e', holdLock, path], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    await expect(openLevelStore(path)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await (await openLevelStore(path)).close();
  });

  test('names a path that cannot be a directory', async () => {
    const file = join(path, 'file');
    await writeFile(file, '');
    const error = await openLevelStore(join(file, 'data')).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'STORE_IO' });
    expect((error as StoreError).message).toContain(join(file, 'data'));
  });

  test('refuses data whose CURRENT is missing instead of beginning anew', async () => {
    const store = await openLevelStore(path);
    await store.write(batchOf('a=1'), { sync: true });
    await store.close();
    await rm(join(path, 'CURRENT'));
    await expect(openLevelStore(path)).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    expect((await readdir(path)).some((name) => name.endsWith('.log'))).toBe(true);
  });

  test('says that a damaged manifest is damaged', async () => {
    await (await openLevelStore(path)).close();
    const manifest = (await readdir(path)).find((name) => name.startsWith('MANIFEST')) ?? '';
    await writeFile(join(path, manifest), Buffer.alloc(200, 7));
    const error = await openLevelStore(path).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'STORE_CORRUPT' });
    expect((error as StoreError).message).toContain(path);
  });
});
