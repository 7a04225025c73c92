import { expect, test } from '@jest/globals';
import { openMemoryStore } from '@kalamdb/store';
import { root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import { commentEntities } from '../entities.ts';

const setup = `
  CREATE NAMESPACE app;
  CREATE SHARED TABLE app.t (id INT PRIMARY KEY, a TEXT, b TEXT);
  CREATE INDEX by_a ON app.t (a);
  CREATE VIEW app.v AS SELECT id FROM app.t;
  COMMENT ON NAMESPACE app IS 'namespace';
  COMMENT ON TABLE app.t IS 'table';
  COMMENT ON COLUMN app.t.a IS 'column a';
  COMMENT ON COLUMN app.t.b IS 'column b';
  COMMENT ON INDEX app.by_a IS 'index';
  COMMENT ON VIEW app.v IS 'view';
  COMMENT ON COLUMN app.v.id IS 'view column'`;

test('comments survive a restart', async () => {
  const store = openMemoryStore();
  const first = await openTestDatabase({ store });
  await runScript(first.database, root, setup);
  const { database } = await openTestDatabase({ store });
  const comments = 'SELECT comment FROM system.columns WHERE comment IS NOT NULL ORDER BY 1';
  expect(await run(database, root, comments)).toEqual([
    ['column a'],
    ['column b'],
    ['view column'],
  ]);
});

test.each([
  ['ALTER TABLE app.t DROP COLUMN b', ['column b']],
  ['DROP INDEX app.by_a', ['index']],
  ['ALTER TABLE app.t DROP COLUMN a', ['column a', 'index']],
  ['DROP VIEW app.v', ['view', 'view column']],
  ['DROP TABLE app.t CASCADE', ['column a', 'column b', 'index', 'table', 'view', 'view column']],
  [
    'DROP NAMESPACE app CASCADE',
    ['column a', 'column b', 'index', 'namespace', 'table', 'view', 'view column'],
  ],
])('%s takes along the comments on what it drops', async (drop, expected) => {
  const store = openMemoryStore();
  const { database } = await openTestDatabase({ store });
  await runScript(database, root, setup);
  const stored = async () => {
    const texts: string[] = [];
    for await (const records of commentEntities.list(store)) {
      texts.push(...records.map(({ text }) => text));
    }
    return texts;
  };
  const before = await stored();
  await run(database, root, drop);
  const after = await stored();
  expect(before.filter((text) => !after.includes(text)).sort()).toEqual(expected);
});
