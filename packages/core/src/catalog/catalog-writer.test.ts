import { beforeEach, describe, expect, test } from '@jest/globals';
import { openMemoryStore } from '@kalamdb/store';
import { createFaultyStore, type FaultyStore } from '@kalamdb/store/testing';
import { root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../../test/database/test-database.ts';

let store: FaultyStore;
let opened: TestDatabase;

beforeEach(async () => {
  store = createFaultyStore(openMemoryStore());
  opened = await openTestDatabase({ store });
  await runScript(
    opened.database,
    root,
    `CREATE NAMESPACE app;
     CREATE SHARED TABLE app.t (id INT PRIMARY KEY);
     CREATE USER 'alice' WITH PASSWORD 'correct horse' ROLE user;
     INSERT INTO app.t VALUES (1)`,
  );
});

const catalogQueries =
  'SELECT * FROM system.columns; SELECT * FROM system.namespaces; SELECT * FROM system.users';

const statements: readonly (readonly [sql: string, again: string | RegExp])[] = [
  ['CREATE NAMESPACE other', 'CORE_NAMESPACE_EXISTS'],
  ['DROP NAMESPACE app CASCADE', 'CORE_NAMESPACE_NOT_FOUND'],
  ['CREATE SHARED TABLE app.u (id INT PRIMARY KEY)', 'CORE_TABLE_EXISTS'],
  ['DROP TABLE app.t', 'CORE_TABLE_NOT_FOUND'],
  ["CREATE USER 'bob' WITH PASSWORD 'correct horse' ROLE user", 'CORE_USER_EXISTS'],
  ["DROP USER 'alice'", 'CORE_USER_NOT_FOUND'],
];

describe.each(statements)('%s, when the disk fails', (sql, codeWhenRepeated) => {
  const seen = () => runScript(opened.database, root, catalogQueries);

  test('leaves everything as it was, and works when repeated', async () => {
    const before = await seen();
    store.setFaults([{ operation: 'write', nth: 1, applied: false }]);
    await expect(run(opened.database, root, sql)).rejects.toMatchObject({
      code: 'CORE_STORAGE_FAILED',
    });
    expect(await seen()).toEqual(before);
    await run(opened.database, root, sql);
    expect(await seen()).not.toEqual(before);
  });

  test('after it had written: the next statement finds what the disk holds', async () => {
    store.setFaults([{ operation: 'write', nth: 1, applied: true }]);
    await expect(run(opened.database, root, sql)).rejects.toMatchObject({
      code: 'CORE_STORAGE_FAILED',
    });
    await expect(run(opened.database, root, sql)).rejects.toMatchObject({ code: codeWhenRepeated });
    const reopened = await openTestDatabase({ store, clock: opened.clock });
    expect(await seen()).toEqual(await runScript(reopened.database, root, catalogQueries));
  });
});

test('a table whose drop failed takes rows as before', async () => {
  store.setFaults([{ operation: 'write', nth: 1, applied: false }]);
  await expect(run(opened.database, root, 'DROP TABLE app.t')).rejects.toThrow();
  expect(await run(opened.database, root, 'INSERT INTO app.t VALUES (2)')).toBe('insert 1');
  expect(await run(opened.database, root, 'SELECT COUNT(*) FROM app.t')).toEqual([[2n]]);
});

test('a table whose drop failed after it had been written is not altered', async () => {
  store.setFaults([{ operation: 'write', nth: 1, applied: true }]);
  await expect(run(opened.database, root, 'DROP TABLE app.t')).rejects.toMatchObject({
    code: 'CORE_STORAGE_FAILED',
  });
  await expect(
    run(opened.database, root, 'ALTER TABLE app.t ADD COLUMN b INT'),
  ).rejects.toMatchObject({ code: 'CORE_TABLE_NOT_FOUND' });
});

test('a failure of background work is told and made up for in the next round', async () => {
  const errors: unknown[] = [];
  const quiet = await openTestDatabase({ store, onBackgroundError: (error) => errors.push(error) });
  store.setFaults([{ operation: 'write', nth: 2, applied: false }]);
  await run(quiet.database, root, 'DROP TABLE app.t');
  await quiet.database.sweep();
  expect(errors).toMatchObject([{ code: 'STORE_IO' }]);
  await quiet.database.sweep();
  expect(errors).toHaveLength(1);
});
