import { expect, test } from '@jest/globals';
import { rolePolicy } from '../../test/database/role-policy.ts';
import { root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';

test('DESCRIBE looks at the table that it is about, and at no other', async () => {
  let asked = 0;
  const { database } = await openTestDatabase({
    policy: {
      decide(principal, access) {
        asked += 1;
        return rolePolicy.decide(principal, access);
      },
    },
  });
  const decisions = async (sql: string) => {
    asked = 0;
    const rows = await run(database, root, sql);
    expect(rows.length).toBeGreaterThan(0);
    return asked;
  };
  const statements = ['t', 't HISTORY', 'v', 'system.users'].map((what) => `DESCRIBE ${what}`);
  await runScript(
    database,
    root,
    'CREATE SHARED TABLE t (id INT PRIMARY KEY); CREATE VIEW v AS SELECT id FROM t',
  );
  const first: number[] = [];
  for (const sql of statements) first.push(await decisions(sql));
  for (let n = 0; n < 30; n += 1) {
    await run(database, root, `CREATE SHARED TABLE t${n} (id INT PRIMARY KEY)`);
    await run(database, root, `CREATE VIEW v${n} AS SELECT id FROM t${n}`);
  }
  const later: number[] = [];
  for (const sql of statements) later.push(await decisions(sql));
  expect(later).toEqual(first);
});
