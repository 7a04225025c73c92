import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alice, run, runScript } from '../database/run.ts';
import { openTestDatabase } from '../database/test-database.ts';

const action = fc.constantFrom('NO ACTION', 'RESTRICT', 'CASCADE', 'SET NULL', 'SET DEFAULT');

/** Two tables with references between them and to themselves, with or without indexes. */
const definitions = fc
  .record({ a: action, b: action, changed: action, up: action, indexed: fc.boolean() })
  .map(
    ({ a, b, changed, up, indexed }) => `
      CREATE NAMESPACE app;
      CREATE USER TABLE p (id INT PRIMARY KEY, k INT UNIQUE);
      CREATE USER TABLE c (
        id INT PRIMARY KEY,
        a INT DEFAULT 1 REFERENCES p ON DELETE ${a} ON UPDATE ${b},
        b INT DEFAULT 2 REFERENCES p (k) ON DELETE ${b} ON UPDATE ${changed},
        up INT DEFAULT 0 REFERENCES c ON DELETE ${up} ON UPDATE ${changed});
      CREATE USER TABLE d (id INT REFERENCES p ON DELETE ${up} ON UPDATE ${a}, n INT, PRIMARY KEY (n, id));
      ${indexed ? 'CREATE INDEX ON c (a); CREATE INDEX ON c (b, id); CREATE INDEX ON c (up);' : ''}`,
  );

const id = fc.nat({ max: 6 });
const value = fc.oneof({ weight: 4, arbitrary: id.map(String) }, fc.constant('NULL'));
const someRows = fc
  .tuple(fc.constantFrom('=', '<', '>'), id)
  .map(([sign, of]) => `id ${sign} ${of}`);

const statement = fc.oneof(
  fc.tuple(id, value).map(([key, k]) => `INSERT INTO p VALUES (${key}, ${k})`),
  fc.tuple(id, value, value, value).map((values) => `INSERT INTO c VALUES (${values.join(', ')})`),
  fc
    .tuple(fc.constantFrom('p', 'c'), someRows)
    .map(([t, rows]) => `DELETE FROM ${t} WHERE ${rows}`),
  fc.tuple(id, id).map(([key, n]) => `INSERT INTO d VALUES (${key}, ${n % 2})`),
  fc
    .tuple(fc.constantFrom('p', 'c', 'd'), fc.constantFrom('+ 1', '- 2'), someRows)
    .map(([t, step, rows]) => `UPDATE ${t} SET id = id ${step} WHERE ${rows}`),
  fc.tuple(value, someRows).map(([k, rows]) => `UPDATE p SET k = ${k} WHERE ${rows}`),
  fc
    .tuple(fc.constantFrom('a', 'b', 'up'), value, someRows)
    .map(([column, to, rows]) => `UPDATE c SET ${column} = ${to} WHERE ${rows}`),
);

const script = fc.oneof(
  { weight: 3, arbitrary: statement },
  fc
    .array(statement, { minLength: 2, maxLength: 4 })
    .map((statements) => `BEGIN; ${statements.join('; ')}; COMMIT`),
);

const orphans = `
  SELECT c.id FROM c
  WHERE (a IS NOT NULL AND NOT EXISTS (SELECT 1 FROM p WHERE p.id = c.a))
    OR (b IS NOT NULL AND NOT EXISTS (SELECT 1 FROM p WHERE p.k = c.b))
    OR (up IS NOT NULL AND NOT EXISTS (SELECT 1 FROM c AS d WHERE d.id = c.up))
  UNION ALL SELECT d.id FROM d WHERE NOT EXISTS (SELECT 1 FROM p WHERE p.id = d.id)`;

/** What statements may be refused with, beside others at the same time. */
const refusals = new Set([
  'CORE_DUPLICATE_KEY',
  'CORE_FOREIGN_KEY_VIOLATION',
  'CORE_NOT_NULL',
  'CORE_SERIALIZATION_FAILURE',
]);

test('whatever writers do at the same time, no row references one that is not there', async () => {
  await fc.assert(
    fc.asyncProperty(
      definitions,
      fc.array(fc.array(script, { minLength: 1, maxLength: 6 }), { maxLength: 12 }),
      async (made, batches) => {
        const { database } = await openTestDatabase();
        await runScript(database, { userId: 'root', role: 'system' }, made);
        for (const batch of batches) {
          const runs = batch.map((sql) => runScript(database, alice, sql));
          for (const outcome of await Promise.allSettled(runs)) {
            if (outcome.status === 'rejected') expect(refusals).toContain(outcome.reason.code);
          }
          expect(await run(database, alice, orphans)).toEqual([]);
        }
        await database.close();
      },
    ),
    { numRuns: 60 },
  );
});
