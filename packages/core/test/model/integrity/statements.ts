import fc from 'fast-check';

/** What rows, and definitions, of the three tables are changed and read with. */

const tables = ['p', 'c', 'd'] as const;
/** Columns that all tables have, but where one was dropped. */
const columns = ['id', 'a', 'b', 'n'] as const;

const table = fc.constantFrom(...tables);
const column = fc.constantFrom(...columns);
const id = fc.nat({ max: 5 });
const value = fc.oneof(
  { weight: 3, arbitrary: id.map(String) },
  { weight: 2, arbitrary: fc.constant('NULL') },
  fc.constant('DEFAULT'),
);
const number = fc.oneof({ weight: 5, arbitrary: id.map(String) }, fc.constant('NULL'));
const action = fc.constantFrom('NO ACTION', 'RESTRICT', 'CASCADE', 'SET NULL', 'SET DEFAULT');
const name = fc.constantFrom('i1', 'i2', 'i3');
const constraint = fc.constantFrom('k1', 'k2', 'k3');

const someRows = fc
  .tuple(column, fc.constantFrom('=', '=', '<', '>'), id)
  .map(([by, sign, of]) => `${by} ${sign} ${of}`);

/** Texts that are made of a template and what its parts give. */
function texts(
  parts: readonly fc.Arbitrary<string | number>[],
  text: (...values: (string | number)[]) => string,
): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((values) => text(...values));
}

const conflict = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.constantFrom(
    ' ON CONFLICT DO NOTHING',
    ' ON CONFLICT (id) DO UPDATE SET n = excluded.n, b = excluded.b',
    ' ON CONFLICT (b) DO UPDATE SET a = excluded.a',
  ),
);

export const change = fc.oneof(
  {
    weight: 5,
    arbitrary: texts(
      [table, id, value, value, value, conflict],
      (t, key, a, b, n, then) =>
        `INSERT INTO ${t} (id, a, b, n) VALUES (${key}, ${a}, ${b}, ${n})${then}`,
    ),
  },
  {
    weight: 3,
    arbitrary: texts(
      [table, column, number, someRows],
      (t, set, to, rows) => `UPDATE ${t} SET ${set} = ${to} WHERE ${rows}`,
    ),
  },
  texts(
    [table, fc.constantFrom('id', 'b'), fc.constantFrom('+ 1', '- 1', '+ 2'), someRows],
    (t, set, step, rows) => `UPDATE ${t} SET ${set} = ${set} ${step} WHERE ${rows}`,
  ),
  { weight: 3, arbitrary: texts([table, someRows], (t, rows) => `DELETE FROM ${t} WHERE ${rows}`) },
  texts(
    [table, table, id],
    (t, from, n) => `
      MERGE INTO ${t} USING (SELECT id, b FROM ${from}) AS s ON ${t}.id = s.id
      WHEN MATCHED AND s.b = ${n} THEN DELETE
      WHEN MATCHED THEN UPDATE SET b = ${n}
      WHEN NOT MATCHED THEN INSERT (id, b) VALUES (s.id, ${n})`,
  ),
  texts(
    [table, table, someRows],
    (t, from, rows) => `
      WITH gone AS (DELETE FROM ${from} WHERE ${rows} RETURNING id, n)
      INSERT INTO ${t} (id, n) SELECT id + 1, n FROM gone ON CONFLICT DO NOTHING`,
  ),
  texts(
    [table, fc.constantFrom('', ' CASCADE')],
    (t, cascade) => `TRUNCATE ${t} RESTART IDENTITY${cascade}`,
  ),
);

export const read = fc.oneof(
  texts([table, someRows], (t, rows) => `SELECT * FROM ${t} WHERE ${rows}`),
  texts(
    [table, someRows, fc.constantFrom('UPDATE', 'SHARE', 'UPDATE SKIP LOCKED', 'UPDATE NOWAIT')],
    (t, rows, how) => `SELECT id FROM ${t} WHERE ${rows} FOR ${how}`,
  ),
  texts([column], (by) => `SELECT p.*, c.* FROM p JOIN c ON c.a = p.id ORDER BY c.${by}`),
);

const addedColumn = fc.constantFrom(
  'x INT',
  'x INT NOT NULL DEFAULT 3',
  'x SERIAL',
  'x INT GENERATED ALWAYS AS (id + 1) STORED',
  'x UUID DEFAULT gen_random_uuid()',
  'x INT UNIQUE',
  'a INT DEFAULT 1',
  'b INT CHECK (b < 4)',
  'n INT',
);

const addedConstraint = fc.oneof(
  texts([column, id], (by, most) => `CHECK (${by} <> ${most})`),
  texts([column], (by) => `UNIQUE (${by})`),
  texts([column, column], (one, other) => `UNIQUE NULLS NOT DISTINCT (${one}, ${other})`),
  texts(
    [column, table, fc.constantFrom('id', 'b'), action, action],
    (from, t, to, gone, changed) =>
      `FOREIGN KEY (${from}) REFERENCES ${t} (${to}) ON DELETE ${gone} ON UPDATE ${changed}`,
  ),
);

const alteration = fc.oneof(
  texts([addedColumn], (added) => `ADD COLUMN ${added}`),
  texts(
    [fc.constantFrom('x', 'x', 'a', 'b', 'n'), fc.constantFrom('', ' CASCADE')],
    (dropped, cascade) => `DROP COLUMN ${dropped}${cascade}`,
  ),
  texts([constraint, addedConstraint], (k, added) => `ADD CONSTRAINT ${k} ${added}`),
  texts(
    [constraint, fc.constantFrom('', ' CASCADE')],
    (k, cascade) => `DROP CONSTRAINT ${k}${cascade}`,
  ),
  texts([column, number], (by, to) => `ALTER COLUMN ${by} SET DEFAULT ${to}`),
  texts(
    [column, fc.constantFrom('SET NOT NULL', 'DROP NOT NULL', 'TYPE BIGINT', 'DROP DEFAULT')],
    (by, what) => `ALTER COLUMN ${by} ${what}`,
  ),
  fc.constantFrom('RENAME COLUMN x TO y', 'RENAME COLUMN y TO x', 'RENAME COLUMN n TO x'),
  texts([constraint, constraint], (k, other) => `RENAME CONSTRAINT ${k} TO ${other}`),
);

const indexed = fc.constantFrom('(a)', '(b)', '(n)', '(n, id)', '(a, b)', '((n + 1))', '(b DESC)');

export const definitionChange = fc.oneof(
  {
    weight: 4,
    arbitrary: texts(
      [
        fc.constantFrom('', 'UNIQUE '),
        name,
        table,
        indexed,
        fc.constantFrom('', '', ' WHERE n > 1'),
      ],
      (unique, i, t, keys, where) => `CREATE ${unique}INDEX ${i} ON ${t} ${keys}${where}`,
    ),
  },
  texts([name], (i) => `DROP INDEX IF EXISTS ${i}`),
  texts([name, name], (i, other) => `ALTER INDEX ${i} RENAME TO ${other}`),
  { weight: 2, arbitrary: texts([table], (t) => `REINDEX TABLE ${t}`) },
  { weight: 8, arbitrary: texts([table, alteration], (t, what) => `ALTER TABLE ${t} ${what}`) },
  texts([table, fc.constantFrom('', ' CASCADE')], (t, cascade) => `DROP TABLE ${t}${cascade}`),
  fc.constantFrom('ALTER TABLE c RENAME TO e', 'ALTER TABLE e RENAME TO c'),
  texts([table], (t) => `CREATE OR REPLACE VIEW v AS SELECT id, n FROM ${t}`),
  fc.constantFrom('DROP VIEW IF EXISTS v', 'ALTER VIEW v RENAME TO w', 'ANALYZE'),
);

/** The tables to begin with. They can be made again when one was dropped. */
export const definitions: fc.Arbitrary<readonly string[]> = fc
  .record({
    gone: action,
    changed: action,
    other: action,
    middle: fc.constantFrom('SHARED', 'USER'),
    indexed: fc.boolean(),
  })
  .map(({ gone, changed, other, middle, indexed: hasIndexes }) => [
    `CREATE SHARED TABLE IF NOT EXISTS p (
      id INT PRIMARY KEY, a INT DEFAULT 1, b INT UNIQUE, n INT DEFAULT 0 CHECK (n <> 5))`,
    `CREATE ${middle} TABLE IF NOT EXISTS c (
      id INT PRIMARY KEY,
      a INT DEFAULT 1 REFERENCES p ON DELETE ${gone} ON UPDATE ${changed},
      b INT DEFAULT 2 REFERENCES p (b) ON DELETE ${changed} ON UPDATE ${other},
      n INT DEFAULT 0 REFERENCES c ON DELETE ${other} ON UPDATE ${gone},
      UNIQUE (b, n))`,
    `CREATE USER TABLE IF NOT EXISTS d (
      id INT REFERENCES c ON DELETE ${other} ON UPDATE ${changed}, a INT, b INT DEFAULT 1, n INT,
      PRIMARY KEY (id), FOREIGN KEY (a) REFERENCES p ON DELETE ${other})`,
    'INSERT INTO p (id, b) VALUES (0, 0), (1, 1), (2, 2), (3, NULL) ON CONFLICT DO NOTHING',
    'INSERT INTO c (id, a, b, n) VALUES (0, 0, 0, 0), (1, 1, NULL, 0), (2, NULL, 2, 1) ON CONFLICT DO NOTHING',
    'INSERT INTO d (id, a, n) VALUES (0, 1, 2), (1, 1, 2) ON CONFLICT DO NOTHING',
    ...(hasIndexes
      ? ['CREATE INDEX IF NOT EXISTS i1 ON c (a)', 'CREATE INDEX IF NOT EXISTS i2 ON d (a, id)']
      : []),
  ]);
