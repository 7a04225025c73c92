import { expect, test } from '@jest/globals';
import { openMemoryStore } from '@kalamdb/store';
import { createFaultyStore } from '@kalamdb/store/testing';
import { alice, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';

const createTable = 'CREATE USER TABLE t (name TEXT PRIMARY KEY)';

test('a write that the disk refuses is a coded error of its statement, and leaves no row', async () => {
  const store = createFaultyStore(openMemoryStore());
  const { database } = await openTestDatabase({ store });
  await run(database, root, createTable);
  store.setFaults([{ operation: 'write', nth: 1, applied: false }]);
  const script = "SELECT 1; INSERT INTO t VALUES ('a')";
  await expect(runScript(database, alice, script)).rejects.toMatchObject({
    code: 'CORE_STORAGE_FAILED',
    statement: 2,
    cause: expect.objectContaining({ code: 'STORE_IO' }),
  });
  expect(await run(database, alice, 'SELECT * FROM t')).toEqual([]);
});

test('each writer of a failed commit has an error of its own', async () => {
  const store = createFaultyStore(openMemoryStore());
  const { database } = await openTestDatabase({ store });
  await run(database, root, createTable);
  store.setFaults([1, 2, 3].map((nth) => ({ operation: 'write', nth, applied: false })));
  const writes = ['a', 'b', 'c'].map((name) =>
    run(database, alice, 'INSERT INTO t VALUES ($1)', { parameters: [name] }),
  );
  const errors = (await Promise.allSettled(writes)).map((outcome) =>
    outcome.status === 'rejected' ? outcome.reason : undefined,
  );
  for (const error of errors) expect(error).toMatchObject({ code: 'CORE_STORAGE_FAILED' });
  expect(new Set(errors).size).toBe(3);
});

test('a key that is too long is the fault of the statement', async () => {
  const { database } = await openTestDatabase();
  await run(database, root, createTable);
  const insert = "INSERT INTO t VALUES (REPEAT('x', 20000))";
  await expect(run(database, alice, insert)).rejects.toMatchObject({
    code: 'CORE_VALUE_TOO_LARGE',
    statement: 1,
  });
});
