import { beforeEach, expect, test } from '@jest/globals';
import { openKeylessDatabase } from '../../test/database/keyless-database.ts';
import { alice, bob, root, run, runScript } from '../../test/database/run.ts';
import { openClient } from '../../test/database/transaction-client.ts';
import type { Commit } from '../change/change-event.ts';
import type { Database } from '../database.ts';

let database: Database;

beforeEach(async () => {
  database = await openKeylessDatabase(
    `CREATE USER TABLE t (id INT PRIMARY KEY, n INT);
     CREATE USER TABLE s (id INT PRIMARY KEY, n INT);
     CREATE USER TABLE keyless (g INT, v TEXT)`,
  );
  await runScript(
    database,
    alice,
    `INSERT INTO t VALUES (1, 10), (2, 20), (3, 30);
     INSERT INTO s VALUES (2, 2), (3, 3), (4, 4);
     INSERT INTO keyless VALUES (2, 'p'), (2, 'q'), (9, 'r')`,
  );
  await run(database, bob, 'INSERT INTO t VALUES (1, 1)');
});

const write = (sql: string) => run(database, alice, sql);
const rows = () => run(database, alice, 'SELECT id, n FROM t');

test('changes only rows of its own user', async () => {
  const sql = 'MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN DELETE';
  expect(await write(sql)).toBe('merge 1');
  expect(await rows()).toEqual([
    [2, 20],
    [3, 30],
  ]);
  expect(await run(database, bob, 'SELECT id FROM t')).toEqual([[1]]);
});

test('is one commit, in the order in which rows are changed', async () => {
  const commits: Commit[] = [];
  database.changes.subscribe((commit) => commits.push(commit));
  await write(
    `MERGE INTO t USING s ON t.id = s.id
     WHEN MATCHED AND s.id = 2 THEN DELETE
     WHEN MATCHED THEN UPDATE SET n = t.n + s.n
     WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.n)`,
  );
  const events = commits.flatMap((commit) => commit.events);
  expect(commits).toHaveLength(1);
  expect(events.map(({ kind, after }) => [kind, after[0], after[1]])).toEqual([
    ['delete', 2, 20],
    ['update', 3, 33],
    ['insert', 4, 4],
  ]);
});

test('loses none of many at once that insert or add', async () => {
  const add = () =>
    write(
      `MERGE INTO t USING (VALUES (7, 1)) AS f (id, k) ON t.id = f.id
       WHEN MATCHED THEN UPDATE SET n = n + k
       WHEN NOT MATCHED THEN INSERT VALUES (f.id, k)`,
    );
  expect(new Set(await Promise.all(Array.from({ length: 20 }, add)))).toEqual(new Set(['merge 1']));
  expect(await write('SELECT n FROM t WHERE id = 7')).toEqual([[20]]);
});

test('parts a pair that somebody else has parted', async () => {
  const [, merged] = await Promise.all([
    write('UPDATE t SET n = 99 WHERE id = 2'),
    write(
      `MERGE INTO t USING (VALUES (20)) AS f (n) ON t.n = f.n
       WHEN MATCHED THEN DELETE
       WHEN NOT MATCHED THEN INSERT VALUES (f.n, 0)
       RETURNING merge_action(), t.id`,
    ),
  ]);
  expect(merged).toEqual([['INSERT', 20]]);
  const [, updated] = await Promise.all([
    write('DELETE FROM t WHERE id = 3'),
    write('MERGE INTO t USING s ON t.id = s.id AND t.id = 3 WHEN MATCHED THEN UPDATE SET n = 0'),
  ]);
  expect(updated).toBe('merge 0');
  expect(await rows()).toEqual([
    [1, 10],
    [2, 99],
    [20, 0],
  ]);
});

test('says what the key of another row is in the way of', async () => {
  const both = await Promise.allSettled([
    write('INSERT INTO t VALUES (7, 70)'),
    write(
      `MERGE INTO t USING (VALUES (7)) AS f (id) ON t.n = f.id
       WHEN NOT MATCHED THEN INSERT VALUES (f.id, 0)`,
    ),
  ]);
  expect(both[1]).toMatchObject({ reason: { code: 'CORE_DUPLICATE_KEY' } });
});

test('finds rows without a key', async () => {
  const sql = `MERGE INTO keyless k USING s ON k.g = s.id
    WHEN MATCHED THEN UPDATE SET v = v || s.n
    WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'new')`;
  expect(await write(sql)).toBe('merge 4');
  expect(await write('SELECT g, v FROM keyless ORDER BY g, v')).toEqual([
    [2, 'p2'],
    [2, 'q2'],
    [3, 'new'],
    [4, 'new'],
    [9, 'r'],
  ]);
});

test('takes parameters, and its plan is kept by its shape', async () => {
  const sql = (add: number) => `MERGE INTO t USING (SELECT $1::INT AS id) AS f ON t.id = f.id
    WHEN MATCHED THEN UPDATE SET n = n + ${add}`;
  for (const add of [1, 2, 3]) {
    expect(await run(database, alice, sql(add), { parameters: [1] })).toBe('merge 1');
  }
  expect(await write('SELECT n FROM t WHERE id = 1')).toEqual([[16]]);
});

test('runs in transactions, which refuse a row that was changed meanwhile', async () => {
  const merge = `MERGE INTO t USING s ON t.id = s.id
    WHEN MATCHED THEN UPDATE SET n = s.n WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.n)`;
  await runScript(database, alice, `BEGIN; ${merge}; ${merge}; ROLLBACK`);
  expect(await rows()).toHaveLength(3);
  expect(await runScript(database, alice, `BEGIN; ${merge}; SELECT SUM(n) FROM t; COMMIT`)).toEqual(
    [expect.anything(), 'merge 3', [[19n]], expect.anything()],
  );
  const client = openClient(database, alice);
  await client.run('BEGIN');
  await client.run('SELECT n FROM t');
  await write('UPDATE t SET n = 1000 WHERE id = 2');
  await expect(client.run(merge)).rejects.toMatchObject({ code: 'CORE_SERIALIZATION_FAILURE' });
});

test('is refused in a READ ONLY transaction', async () => {
  const sql = 'BEGIN READ ONLY; MERGE INTO t USING s ON TRUE WHEN MATCHED THEN DELETE; COMMIT';
  await expect(runScript(database, alice, sql)).rejects.toMatchObject({
    code: 'CORE_READ_ONLY_TRANSACTION',
  });
});

test('foreign keys hold at its end', async () => {
  await runScript(
    database,
    root,
    'CREATE USER TABLE child (id INT PRIMARY KEY, parent INT REFERENCES t ON DELETE CASCADE)',
  );
  await write('INSERT INTO child VALUES (1, 1), (2, 2)');
  await write(`MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND t.id = 2 THEN DELETE`);
  expect(await write('SELECT id FROM child')).toEqual([[1]]);
  await expect(
    write(
      'MERGE INTO child USING s ON child.id = s.id WHEN NOT MATCHED THEN INSERT VALUES (s.id, 77)',
    ),
  ).rejects.toMatchObject({ code: 'CORE_FOREIGN_KEY_VIOLATION' });
});
