// Two people, one SQL table, and each sees only their own rows, live. See README.md.
import { LiveQuery, signIn, sql } from './client.mjs';

const url = process.env.KALAMDB_URL ?? 'http://127.0.0.1:8080';
const rootPassword = process.argv[2] ?? process.env.KALAMDB_ROOT_PASSWORD;
if (rootPassword === undefined) {
  console.error('usage: node examples/chat/chat.mjs <password of root>');
  process.exit(2);
}

process.on('uncaughtException', ({ message }) => {
  console.error(message);
  process.exit(1);
});

// An administrator prepares the place; running the demo again starts from nothing.
const root = await signIn(url, 'root', rootPassword);
await sql(url, root, 'DROP NAMESPACE IF EXISTS chat CASCADE');
await sql(url, root, 'CREATE NAMESPACE chat');
await sql(
  url,
  root,
  `CREATE USER TABLE chat.messages (
     id BIGINT PRIMARY KEY DEFAULT SNOWFLAKE_ID(),
     author TEXT NOT NULL DEFAULT CURRENT_USER(),
     body TEXT NOT NULL,
     at TIMESTAMP DEFAULT NOW()
   )`,
);
const people = {};
for (const name of ['alice', 'bob']) {
  const password = `a secret of ${name}`;
  await sql(url, root, `CREATE USER IF NOT EXISTS ${name} WITH PASSWORD '${password}' ROLE user`);
  people[name] = await signIn(url, name, password);
}

// Both ask the same question and get their own rows.
const everything = 'SELECT * FROM chat.messages';
const alice = await LiveQuery.open(url, people.alice, everything);
const bob = await LiveQuery.open(url, people.bob, everything);

const say = (name, body) =>
  sql(url, people[name], 'INSERT INTO chat.messages (body) VALUES ($1)', [body]);
await say('alice', 'hello, this is alice');
await say('bob', 'and this is bob');
await say('alice', 'a typo in this one');
await sql(
  url,
  people.alice,
  "UPDATE chat.messages SET body = 'no typo any more' WHERE body LIKE '%typo%'",
);
await say('bob', 'never mind');
await sql(url, people.bob, "DELETE FROM chat.messages WHERE body = 'never mind'");
await alice.until(() => alice.log.length === 3);
await bob.until(() => bob.log.length === 3);

// Alice loses her connection, things happen, she comes back with the last `_seq` that she saw.
await alice.close();
await say('alice', 'written while away');
await sql(url, people.alice, "DELETE FROM chat.messages WHERE body LIKE 'hello%'");
const aliceAgain = await LiveQuery.open(url, people.alice, everything, {
  from: alice.lastSeq,
  rows: alice.rows,
});
await aliceAgain.until(() => aliceAgain.log.length === 2);

print('alice saw', alice.log);
print('alice, back again, was told only what she missed', aliceAgain.log);
print('bob saw', bob.log);
const [{ rows }] = await sql(
  url,
  people.alice,
  'SELECT author, body FROM chat.messages ORDER BY id',
);
print(
  "alice's table now",
  rows.map(([author, body]) => `${author}: ${body}`),
);
print(
  'and her live rows',
  [...aliceAgain.rows.values()].map((row) => `${row.author}: ${row.body}`),
);
await aliceAgain.close();
await bob.close();

function print(title, lines) {
  console.log(`${title}\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
}
