import { beforeAll, describe, expect, test } from '@jest/globals';
import { root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

/** Queries of all shapes; `@` stands where rows may be locked. */
const queries = [
  'SELECT t.id, l.n FROM t, LATERAL (SELECT n FROM u WHERE u.id = t.id @) l ORDER BY 1,2',
  'SELECT t.id, l.n FROM t LEFT JOIN LATERAL (SELECT n FROM u WHERE u.id < t.id ORDER BY n LIMIT 1 @) l ON true ORDER BY 1,2',
  'SELECT id FROM t WHERE id IN (SELECT id FROM u WHERE u.n > t.n @) ORDER BY 1',
  'SELECT id FROM t WHERE id NOT IN (SELECT id FROM u @) ORDER BY 1',
  'SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.id @) ORDER BY 1',
  'SELECT id FROM t WHERE n = (SELECT n FROM u WHERE u.id = t.id @) ORDER BY 1',
  'SELECT id, (SELECT n FROM u WHERE u.id = t.id @) FROM t ORDER BY 1',
  'SELECT DISTINCT n FROM (SELECT n FROM u @) d ORDER BY 1',
  'SELECT n, count(*) FROM (SELECT n FROM u @) d GROUP BY n HAVING count(*) > 0 ORDER BY 1',
  'SELECT n, row_number() OVER (ORDER BY n) FROM (SELECT n FROM u @) d ORDER BY 2',
  'SELECT * FROM (SELECT id, n FROM u @) d UNION SELECT id, n FROM t ORDER BY 1,2',
  'WITH c AS (SELECT id, n FROM u @) SELECT a.id FROM c a JOIN c b ON a.id = b.n ORDER BY 1',
  'SELECT d.x FROM (SELECT id + n AS x FROM t WHERE n > 1 ORDER BY n DESC LIMIT 3 @) d JOIN u ON u.id = d.x ORDER BY 1',
  'SELECT * FROM t JOIN (SELECT id FROM u WHERE n > 1 @) d ON d.id = t.id ORDER BY t.id',
  'SELECT * FROM t LEFT JOIN (SELECT id FROM u WHERE n > 1 @) d ON d.id = t.id ORDER BY t.id',
  'SELECT * FROM t RIGHT JOIN (SELECT id FROM u WHERE n > 1 @) d ON d.id = t.id ORDER BY d.id',
  'SELECT * FROM t FULL JOIN (SELECT id FROM u WHERE n > 1 @) d ON d.id = t.id ORDER BY t.id, d.id',
  'SELECT * FROM (SELECT t.id, u.n FROM t JOIN u ON u.id = t.id) d JOIN (SELECT id FROM v) e ON e.id = d.id ORDER BY d.id @',
  'SELECT * FROM v a JOIN v b ON a.id = b.id + 1 JOIN t c ON c.id = b.id WHERE a.id > 1 ORDER BY a.id LIMIT 4 @',
  'SELECT * FROM v a LEFT JOIN (SELECT id, n FROM u WHERE n > 2) b ON a.id = b.id CROSS JOIN (SELECT id AS z FROM t LIMIT 2) c ORDER BY a.id, c.z OFFSET 1 LIMIT 5 @',
  'SELECT v.id FROM v, u WHERE v.id = u.n AND u.id IN (SELECT id FROM t WHERE n > 1) ORDER BY 1 @',
  'SELECT x.id FROM (SELECT * FROM (SELECT * FROM v) p WHERE id > 1) x WHERE id < 9 ORDER BY id DESC LIMIT 3 @',
  'SELECT x.id, upper(x.id::text) FROM (SELECT * FROM w) x ORDER BY x.id @',
  'SELECT * FROM v FULL JOIN w USING (id) ORDER BY id @',
  'SELECT id FROM t WHERE (id, n) IN (SELECT id, n FROM u @) ORDER BY 1',
  'SELECT ARRAY(SELECT id FROM u ORDER BY id @) AS a',
  'SELECT id FROM t WHERE n > ALL (SELECT n FROM u WHERE n < 2 @) ORDER BY id',
  'SELECT sum(id) FROM (SELECT id FROM t @) d WHERE id IN (SELECT n FROM u)',
];

const locks = ['FOR UPDATE', 'FOR SHARE SKIP LOCKED', 'FOR NO KEY UPDATE NOWAIT'];

let database: Database;

beforeAll(async () => {
  ({ database } = await openTestDatabase());
  await runScript(
    database,
    root,
    `CREATE SHARED TABLE t (id INT PRIMARY KEY, n INT);
     CREATE SHARED TABLE u (id INT PRIMARY KEY, n INT);
     CREATE INDEX t_n ON t (n);
     CREATE INDEX u_n ON u (n);
     CREATE VIEW v AS SELECT id FROM t;
     CREATE VIEW w AS SELECT u.id, t.n FROM u LEFT JOIN t ON t.id = u.id;
     INSERT INTO t SELECT g, g % 4 FROM generate_series(1, 12) AS s(g);
     INSERT INTO u SELECT g, g % 5 FROM generate_series(3, 20) AS s(g)`,
  );
});

describe.each(locks)('%s', (lock) => {
  test.each(queries)('gives the same rows: %s', async (query) => {
    const plain = await run(database, root, query.replace('@', ''));
    expect(await run(database, root, query.replace('@', lock))).toEqual(plain);
  });
});
