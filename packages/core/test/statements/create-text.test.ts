import { expect, test } from '@jest/globals';
import { root, run, runScript } from '../database/run.ts';
import { openTestDatabase } from '../database/test-database.ts';

const setup = `
  CREATE NAMESPACE app;
  CREATE SHARED TABLE plain (x INT PRIMARY KEY);
  CREATE USER TABLE app.notes (
    id BIGINT PRIMARY KEY DEFAULT SNOWFLAKE_ID(), "Odd ""name" TEXT NOT NULL DEFAULT 'it''s',
    price DECIMAL(10, 2) CHECK (price > 0), at TIMESTAMP DEFAULT NOW(), CONSTRAINT fine CHECK (id <> 0),
    UNIQUE NULLS NOT DISTINCT (price, "Odd ""name"), CONSTRAINT once UNIQUE (price)
  ) WITH (FLUSH_POLICY = 'interval:60', USE_USER_STORAGE = TRUE);
  CREATE SEQUENCE app.alone MINVALUE -7 CACHE 3;
  CREATE SEQUENCE app.codes AS INT INCREMENT -5 MAXVALUE 100 START 50 CYCLE;
  CREATE SHARED TABLE app.counted (
    a SERIAL PRIMARY KEY, b BIGINT GENERATED ALWAYS AS IDENTITY (START 5), c SMALLINT AUTO_INCREMENT,
    d TEXT DEFAULT 'x' || nextval('app.codes')
  );
  CREATE SHARED TABLE app."order" (b TEXT, "user" INT, PRIMARY KEY (b, "user"));
  CREATE STREAM TABLE app.events (x JSON) WITH (TTL_SECONDS = 5);
  CREATE UNIQUE INDEX "select" ON app."order" ("user" DESC, lower(b)) WHERE "user" > 1;
  CREATE VIEW app.renamed (n, "table") AS
    WITH c AS (SELECT x FROM plain) SELECT plain.x, c.x AS y FROM plain, c WHERE plain.x IN (TABLE plain)`;

// The statement is run from another namespace than the one that the object was made from.
test.each([
  ['TABLE', 'app.notes'],
  ['TABLE', 'app."order"'],
  ['TABLE', 'app.events'],
  ['TABLE', 'app.counted'],
  ['INDEX', 'app."select"'],
  ['VIEW', 'app.renamed'],
  ['SEQUENCE', 'app.alone'],
])('SHOW CREATE %s %s makes the same again', async (kind, name) => {
  const { database } = await openTestDatabase();
  await runScript(database, root, setup);
  const show = async () => {
    const [[, text] = []] = await run(database, root, `SHOW CREATE ${kind} ${name}`);
    return String(text);
  };
  const text = await show();
  await run(database, root, `DROP ${kind} ${name}`);
  await run(database, root, text, { namespace: 'app' });
  expect(await show()).toBe(text);
});
