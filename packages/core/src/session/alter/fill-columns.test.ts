import { beforeEach, expect, test } from '@jest/globals';
import { openMemoryStore } from '@kalamdb/store';
import { createFaultyStore, type FaultyStore } from '@kalamdb/store/testing';
import { alice, root, run, runScript } from '../../../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../../../test/database/test-database.ts';
import { openClient } from '../../../test/database/transaction-client.ts';

const ROWS = 600;

let store: FaultyStore;
let opened: TestDatabase;

const outside = (sql: string) => run(opened.database, root, sql);
const numbering = 'ALTER TABLE t ADD COLUMN n SERIAL';
const numbered = Array.from({ length: ROWS }, (_, id) => [id, id + 1]);

beforeEach(async () => {
  store = createFaultyStore(openMemoryStore());
  opened = await openTestDatabase({ store });
  const rows = Array.from({ length: ROWS }, (_, id) => `(${id}, 'a')`);
  await runScript(
    opened.database,
    root,
    `CREATE SHARED TABLE t (id INT PRIMARY KEY, code TEXT);
     CREATE INDEX codes ON t (code);
     INSERT INTO t VALUES ${rows.join(', ')}`,
  );
});

test.each([
  [2, false],
  [3, false],
  [3, true],
  [4, true],
  [5, false],
])('a failure of write %s, applied: %s, leaves the table usable', async (nth, applied) => {
  store.setFaults([{ operation: 'write', nth, applied }]);
  await expect(outside(numbering)).rejects.toMatchObject({ code: 'CORE_STORAGE_FAILED' });
  store.setFaults([]);
  expect(await outside('SELECT * FROM t WHERE id = 5')).toEqual([[5, 'a']]);
  await outside("ALTER TABLE t ADD COLUMN n TEXT DEFAULT 'none'");
  expect(await outside('SELECT DISTINCT n FROM t')).toEqual([['none']]);
  await outside('ALTER TABLE t DROP COLUMN n');
  await outside(numbering);
  expect(await outside('SELECT id, n FROM t')).toEqual(numbered);
});

test('after a kill in the middle what was written of the column is never read', async () => {
  store.setFaults([{ operation: 'write', nth: 4, applied: false }]);
  await expect(outside(numbering)).rejects.toMatchObject({ code: 'CORE_STORAGE_FAILED' });
  store.setFaults([]);
  opened = await openTestDatabase({ store, clock: opened.clock });
  await outside('ALTER TABLE t ADD COLUMN n INT');
  expect(await outside('SELECT COUNT(n) FROM t')).toEqual([[0n]]);
  await outside('ALTER TABLE t DROP COLUMN n');
  await outside(numbering);
  opened = await openTestDatabase({ store, clock: opened.clock });
  expect(await outside('SELECT id, n FROM t')).toEqual(numbered);
  expect(await outside('INSERT INTO t (id) VALUES (-1) RETURNING n')).toEqual([[ROWS + 1]]);
});

test('writers wait, and go on with the column', async () => {
  const [message, ...counts] = await Promise.all([
    outside(numbering),
    ...Array.from({ length: 10 }, (_, id) =>
      outside(`INSERT INTO t (id, code) VALUES (${1000 + id}, 'b')`),
    ),
    outside("UPDATE t SET code = 'c' WHERE id < 10"),
  ]);
  expect(message).toContain('added column n');
  expect(counts).toEqual([...Array.from({ length: 10 }, () => 'insert 1'), 'update 10']);
  expect(await outside('SELECT COUNT(DISTINCT n), COUNT(n) FROM t')).toEqual([[610n, 610n]]);
  expect(await outside("SELECT COUNT(*) FROM t WHERE code = 'c'")).toEqual([[10n]]);
});

test('a transaction that has written the table before is refused', async () => {
  const client = openClient(opened.database, root);
  await client.run('BEGIN');
  await client.run("UPDATE t SET code = 'x' WHERE id = 1");
  await outside(numbering);
  await expect(client.run('COMMIT')).rejects.toMatchObject({ code: 'CORE_TABLE_CHANGED' });
  expect(await outside('SELECT id, n FROM t')).toEqual(numbered);
});

test('rows keep their versions, and those of many users are numbered each', async () => {
  await outside('CREATE USER TABLE notes (id INT PRIMARY KEY)');
  const users = Array.from({ length: 300 }, (_, index) => ({ ...alice, userId: `u${index}` }));
  for (const user of users) {
    await run(opened.database, user, 'INSERT INTO notes VALUES (1), (2)');
  }
  const last = users.at(-1) ?? alice;
  const before = await run(opened.database, last, 'SELECT _seq FROM notes');
  await outside('ALTER TABLE notes ADD COLUMN n BIGINT GENERATED ALWAYS AS IDENTITY');
  expect(await run(opened.database, last, 'SELECT _seq FROM notes')).toEqual(before);
  for (const user of [users[0] ?? alice, users[150] ?? alice, last]) {
    expect(await run(opened.database, user, 'SELECT * FROM notes')).toEqual([
      [1, 1n],
      [2, 2n],
    ]);
    const added = await run(opened.database, user, 'INSERT INTO notes VALUES (3) RETURNING n');
    expect(added).toEqual([[3n]]);
  }
});

test('values of a sequence that others draw from meanwhile are given once', async () => {
  await outside('CREATE SEQUENCE s');
  const [message, ...drawn] = await Promise.all([
    outside("ALTER TABLE t ADD COLUMN n BIGINT DEFAULT nextval('s')"),
    ...Array.from({ length: 200 }, () => outside("SELECT nextval('s')")),
  ]);
  expect(message).toContain('added column n');
  const filled = (await outside('SELECT n FROM t')) as bigint[][];
  const values = [...filled, ...(drawn as bigint[][][]).flat()].map(([value]) => value);
  expect(new Set(values).size).toBe(ROWS + 200);
});

test('a value that a step of a failed statement drew is not given again', async () => {
  await outside('CREATE SEQUENCE s');
  store.setFaults([{ operation: 'write', nth: 4, applied: false }]);
  const adding = "ALTER TABLE t ADD COLUMN n BIGINT DEFAULT nextval('s')";
  await expect(outside(adding)).rejects.toMatchObject({ code: 'CORE_STORAGE_FAILED' });
  store.setFaults([]);
  opened = await openTestDatabase({ store, clock: opened.clock });
  const [[next]] = (await outside("SELECT nextval('s')")) as [[bigint]];
  expect(next).toBeGreaterThan(256n);
  await outside(adding);
  expect(await outside('SELECT MIN(n) > 256, COUNT(DISTINCT n) FROM t')).toEqual([[true, 600n]]);
});
