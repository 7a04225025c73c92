import { expect, jest, test } from '@jest/globals';
import { passwordOf, startFresh } from './harness/fresh-server.ts';
import { startServer } from './harness/server-process.ts';
import { connect, type SqlClient } from './harness/sql-client.ts';

jest.setTimeout(60_000);

const questions = [
  'SELECT * FROM app.notes ORDER BY id',
  'SELECT * FROM app.shared ORDER BY id',
  'SHOW TABLES',
  'SHOW NAMESPACES',
  'DESCRIBE TABLE app.notes',
  'SELECT namespace_id, table_name, column_name, default_value FROM system.columns ORDER BY 1, 2, 3',
  'SELECT user_id, role, email, password_hash, created_at FROM system.users ORDER BY user_id',
];

const answers = (client: SqlClient) => Promise.all(questions.map((sql) => client.rows(sql)));

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'everything is there after %s and a restart',
  async (signal) => {
    const fresh = await startFresh();
    await fresh.root.run(`CREATE NAMESPACE app;
    CREATE USER TABLE app.notes (id BIGINT PRIMARY KEY DEFAULT SNOWFLAKE_ID(), body TEXT NOT NULL);
    CREATE SHARED TABLE app.shared (id INT PRIMARY KEY, at TIMESTAMP DEFAULT NOW(), u UUID);
    CREATE SHARED TABLE app.dropped (id INT PRIMARY KEY);
    INSERT INTO app.dropped VALUES (1);
    DROP TABLE app.dropped;
    INSERT INTO app.notes (body) VALUES ('one'), ('two'), ('three');
    UPDATE app.notes SET body = 'changed' WHERE body = 'two';
    DELETE FROM app.notes WHERE body = 'three';
    INSERT INTO app.shared (id) VALUES (1), (2);
    ALTER USER root SET EMAIL 'root@example.org'`);
    const alice = await fresh.signUp('alice');
    await alice.run("INSERT INTO app.notes (body) VALUES ('of alice')");
    const before = await answers(fresh.root);
    const last = await alice.rows('SELECT id, _seq FROM app.notes');
    fresh.server.kill(signal);
    await fresh.server.exited;
    fresh.root.close();
    alice.close();

    const again = await startServer(fresh.directory);
    const root = await connect(again.url, 'root', 'the password of root');
    expect(await answers(root)).toEqual(before);
    const aliceAgain = await connect(again.url, 'alice', passwordOf('alice'));
    expect(await aliceAgain.rows('SELECT id, _seq FROM app.notes')).toEqual(last);
    expect((await root.error('SELECT * FROM app.dropped')).code).toBe('TABLE_NOT_FOUND');

    // Time goes on: ids and sequences made now are greater than all before.
    await aliceAgain.run("INSERT INTO app.notes (body) VALUES ('later')");
    const later = await aliceAgain.rows("SELECT id, _seq FROM app.notes WHERE body = 'later'");
    const [[id, sequence]] = last as [[string, string]];
    const [[laterId, laterSequence]] = later as [[string, string]];
    expect(BigInt(laterId)).toBeGreaterThan(BigInt(id));
    expect(BigInt(laterSequence)).toBeGreaterThan(BigInt(sequence));
    root.close();
    aliceAgain.close();
  },
);
