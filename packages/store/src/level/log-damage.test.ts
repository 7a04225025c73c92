import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { batchOf, listAll } from '../testing/contract/fixture.ts';
import { openLevelStore } from './level-store.ts';
import { findLogDamage } from './log-damage.ts';

let path: string;
let file: string;
/** The log of five writes; the second is longer than a block. */
let log: Buffer;
let allRows: readonly string[];

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'kalamdb-log-'));
  const store = await openLevelStore(path);
  const values = ['1', 'x'.repeat(50_000), '3', '4', '5'];
  for (const [index, value] of values.entries()) {
    await store.write(batchOf(`k${index}=${value}`), { sync: true });
  }
  allRows = await listAll(store);
  await store.close();
  const [name = ''] = (await readdir(path)).filter((each) => each.endsWith('.log'));
  file = join(path, name);
  log = await readFile(file);
});
afterEach(() => rm(path, { recursive: true, force: true }));

/** The rows of the store with `bytes` as its log. */
async function rowsWith(bytes: Buffer, acceptsLostWrites = false): Promise<readonly string[]> {
  await writeFile(file, bytes);
  const store = await openLevelStore(path, { acceptsLostWrites });
  const rows = await listAll(store);
  await store.close();
  return rows;
}

function damaged(at: number, size = 1): Buffer {
  const bytes = Buffer.from(log);
  for (let index = at; index < at + size; index++) bytes[index] = ~(bytes[index] as number);
  return bytes;
}

test('an intact log has no damage', async () => {
  expect(findLogDamage(log)).toBeUndefined();
  expect(findLogDamage(Buffer.alloc(0))).toBeUndefined();
  expect(await rowsWith(log)).toEqual(allRows);
});

test('any byte of a write that others follow is found', () => {
  const last = log.lastIndexOf('k4') - 30;
  for (let at = 0; at < last; at += at < 200 || at > last - 200 ? 1 : 997) {
    const damage = findLogDamage(damaged(at));
    if (damage === undefined) throw new Error(`byte ${at} of ${log.length} is not found`);
    expect(damage).toBeLessThanOrEqual(at);
  }
});

test('a write that a crash has cut off is no damage, wherever it was cut', () => {
  for (let size = 0; size < log.length; size += size < 200 ? 1 : 499) {
    expect(findLogDamage(log.subarray(0, size))).toBeUndefined();
  }
});

describe('a store', () => {
  test('with a damaged log does not open, and keeps the log as it is', async () => {
    const bytes = damaged(10, 5);
    for (let time = 0; time < 2; time++) {
      await expect(rowsWith(bytes)).rejects.toMatchObject({
        code: 'STORE_CORRUPT',
        message: expect.stringContaining(`${file} is damaged at byte 0`),
      });
      expect(await readFile(file)).toEqual(bytes);
    }
  });

  test('opens without the lost writes when told so', async () => {
    expect((await rowsWith(damaged(10, 5), true)).length).toBeLessThan(allRows.length);
  });

  test.each([
    ['its last write cut off', () => log.subarray(0, log.length - 3)],
    ['its last write damaged', () => damaged(log.length - 3)],
  ])('with %s opens without it', async (_, bytes) => {
    expect(await rowsWith(bytes())).toEqual(allRows.slice(0, -1));
  });

  test.each([
    ['zeros', () => Buffer.alloc(5000)],
    ['leftovers', () => Buffer.alloc(100_000, 'not a record')],
  ])('with %s behind the last write opens with all', async (_, rest) => {
    expect(await rowsWith(Buffer.concat([log, rest()]))).toEqual(allRows);
  });
});
