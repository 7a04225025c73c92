import { describe, expect, test } from '@jest/globals';
import { alice, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

const actions = ['CASCADE', 'SET NULL', 'SET DEFAULT', 'RESTRICT', 'NO ACTION'] as const;

/** Statements, and for each action what is in `c` afterwards, as PostgreSQL has it. */
const statements: readonly (readonly [sql: string, children: readonly string[]])[] = [
  [
    'WITH d AS (DELETE FROM p WHERE id=1 RETURNING id) INSERT INTO c SELECT 10, id FROM d',
    ['9 3', '8 -, 9 3, 10 -', '8 3, 9 3, 10 3', 'refused', 'refused'],
  ],
  [
    'WITH d AS (INSERT INTO c VALUES (10,1) RETURNING pid) DELETE FROM p WHERE id IN (SELECT pid FROM d)',
    ['refused', 'refused', 'refused', 'refused', 'refused'],
  ],
  [
    'WITH d AS (INSERT INTO p VALUES (5) RETURNING id) INSERT INTO c SELECT 10,id FROM d',
    ['8 1, 9 3, 10 5', '8 1, 9 3, 10 5', '8 1, 9 3, 10 5', '8 1, 9 3, 10 5', '8 1, 9 3, 10 5'],
  ],
  [
    'WITH d AS (DELETE FROM p WHERE id=1 RETURNING id) INSERT INTO p SELECT id FROM d',
    ['9 3', '8 -, 9 3', '8 3, 9 3', 'refused', '8 1, 9 3'],
  ],
  [
    'WITH d AS (DELETE FROM p WHERE id=2 RETURNING id), e AS (INSERT INTO c SELECT 10,id FROM d) SELECT count(*) FROM d',
    ['8 1, 9 3', '8 1, 9 3, 10 -', '8 1, 9 3, 10 3', 'refused', 'refused'],
  ],
  [
    'WITH d AS (DELETE FROM p WHERE id=2 RETURNING id), e AS (INSERT INTO c SELECT 10,id FROM d RETURNING id), f AS (UPDATE c SET pid=2 WHERE id=9 AND exists(select 1 from e)) SELECT count(*) FROM e',
    ['8 1', '8 1, 9 -, 10 -', '8 1, 9 3, 10 3', 'refused', 'refused'],
  ],
  [
    'WITH d AS (UPDATE p SET id=7 WHERE id=2 RETURNING id) INSERT INTO c SELECT 10,2 FROM d',
    ['8 1, 9 3, 10 7', '8 1, 9 3, 10 -', '8 1, 9 3, 10 3', 'refused', 'refused'],
  ],
  [
    'WITH d AS (UPDATE p SET id=7 WHERE id=2 RETURNING id) INSERT INTO c SELECT 10,7 FROM d',
    ['8 1, 9 3, 10 7', '8 1, 9 3, 10 7', '8 1, 9 3, 10 7', '8 1, 9 3, 10 7', '8 1, 9 3, 10 7'],
  ],
  [
    'WITH d AS (INSERT INTO c VALUES (10,2) RETURNING pid) UPDATE p SET id=7 WHERE id IN (SELECT pid FROM d)',
    ['refused', 'refused', 'refused', 'refused', 'refused'],
  ],
  [
    'WITH d AS (UPDATE c SET pid=2 WHERE id=9 RETURNING pid) DELETE FROM p WHERE id IN (SELECT pid FROM d)',
    ['refused', 'refused', 'refused', 'refused', 'refused'],
  ],
  [
    'WITH d AS (DELETE FROM p WHERE id=2 RETURNING id) UPDATE c SET pid=d.id FROM d WHERE c.id=9',
    ['8 1', '8 1, 9 -', '8 1, 9 3', 'refused', 'refused'],
  ],
  [
    'WITH d AS (DELETE FROM c WHERE pid=1 RETURNING pid) DELETE FROM p WHERE id IN (SELECT pid FROM d)',
    ['9 3', '9 3', '9 3', '9 3', '9 3'],
  ],
  [
    'WITH d AS (DELETE FROM p WHERE id=1 RETURNING id) DELETE FROM c WHERE pid IN (SELECT id FROM d)',
    ['9 3', '9 3', '9 3', '9 3', '9 3'],
  ],
  [
    'WITH d AS (DELETE FROM p WHERE id=1 RETURNING id) UPDATE c SET pid=2 FROM d WHERE pid=d.id',
    ['8 2, 9 3', '8 2, 9 3', '8 2, 9 3', '8 2, 9 3', '8 2, 9 3'],
  ],
  [
    'WITH d AS (UPDATE c SET pid=2 WHERE pid=1 RETURNING 1) DELETE FROM p WHERE id=1 AND exists (select 1 from d)',
    ['8 2, 9 3', '8 2, 9 3', '8 2, 9 3', '8 2, 9 3', '8 2, 9 3'],
  ],
  [
    'WITH d AS (DELETE FROM p WHERE id=1 RETURNING id), e AS (INSERT INTO c SELECT 10, id FROM d RETURNING pid) INSERT INTO p SELECT pid FROM e',
    ['9 3', '8 -, 9 3, 10 -', '8 3, 9 3, 10 3', 'refused', '8 1, 9 3, 10 1'],
  ],
  [
    'WITH d AS (INSERT INTO c VALUES (10,1) RETURNING pid), e AS (DELETE FROM p WHERE id IN (SELECT pid FROM d) RETURNING id) INSERT INTO p SELECT id FROM e',
    ['9 3', '8 -, 9 3, 10 -', '8 3, 9 3, 10 3', 'refused', '8 1, 9 3, 10 1'],
  ],
  [
    'WITH d AS (DELETE FROM p WHERE id=1 RETURNING id) INSERT INTO c SELECT 10, id FROM d ON CONFLICT (id) DO UPDATE SET pid=2',
    ['9 3', '8 -, 9 3, 10 -', '8 3, 9 3, 10 3', 'refused', 'refused'],
  ],
];

describe.each(statements)('%s', (sql, expected) => {
  test.each(actions.map((action, place) => [action, expected[place]]))(
    'with %s leaves %s',
    async (action, children) => {
      const database = await openFamily(String(action));
      const write = run(database, alice, sql);
      if (children === 'refused') {
        await expect(write).rejects.toMatchObject({ code: 'CORE_FOREIGN_KEY_VIOLATION' });
      } else {
        await write;
        expect(await childrenOf(database)).toBe(children);
      }
    },
  );
});

test('also takes rows that come to reference what is gone by the action of another key', async () => {
  const { database } = await openTestDatabase();
  await runScript(
    database,
    root,
    `CREATE SHARED TABLE a (id INT PRIMARY KEY) WITH (ACCESS_LEVEL = 'public');
     CREATE SHARED TABLE b (id INT PRIMARY KEY) WITH (ACCESS_LEVEL = 'public');
     CREATE SHARED TABLE c (id INT PRIMARY KEY,
       a INT REFERENCES a ON DELETE CASCADE, b INT REFERENCES b) WITH (ACCESS_LEVEL = 'public');
     INSERT INTO a VALUES (1);
     INSERT INTO b VALUES (2)`,
  );
  const sql = `WITH x AS (DELETE FROM a RETURNING id), y AS (DELETE FROM b RETURNING id)
               INSERT INTO c SELECT 1, x.id, y.id FROM x, y`;
  await run(database, root, sql);
  expect(await run(database, root, 'SELECT * FROM c')).toEqual([]);
});

async function openFamily(action: string): Promise<Database> {
  const { database } = await openTestDatabase();
  await runScript(
    database,
    root,
    `CREATE USER TABLE p (id INT PRIMARY KEY);
     CREATE USER TABLE c (id INT PRIMARY KEY,
       pid INT DEFAULT 3 REFERENCES p ON DELETE ${action} ON UPDATE ${action})`,
  );
  const rows = 'INSERT INTO p VALUES (1), (2), (3); INSERT INTO c VALUES (8, 1), (9, 3)';
  await runScript(database, alice, rows);
  return database;
}

async function childrenOf(database: Database): Promise<string> {
  const rows = (await run(database, alice, 'SELECT id, pid FROM c ORDER BY id')) as unknown[][];
  return rows.map(([id, pid]) => `${id} ${pid ?? '-'}`).join(', ');
}
