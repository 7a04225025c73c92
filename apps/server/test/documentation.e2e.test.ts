import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { coreSqlStates } from '@kalamdb/core';
import { sqlStates } from '@kalamdb/sql';
import { startFresh } from './harness/fresh-server.ts';

const read = (path: string) =>
  readFileSync(new URL(`../../../${path}`, import.meta.url).pathname, 'utf8');

test('every block of docs/sql.md runs, in order', async () => {
  const { root } = await startFresh();
  const text = read('docs/sql.md');
  const blocks = [...text.matchAll(/```sql\n(.*?)```/gs)].map(([, sql]) => sql ?? '');
  expect(blocks.length).toBe(text.split('```sql').length - 1);
  expect(blocks.length).toBeGreaterThan(9);
  for (const block of blocks) await root.run(block);
});

test("the README's statements run", async () => {
  const { root } = await startFresh();
  const statements = [...read('README.md').matchAll(/^kalam "(.*)"$/gm)].map(
    ([, sql]) => sql ?? '',
  );
  expect(statements.length).toBe(4);
  for (const statement of statements) await root.run(statement);
  expect(await root.rows('SELECT body FROM app.notes')).toEqual([['my first row']]);
});

test('docs/sql.md lists every error code with its SQLSTATE', () => {
  const listed = [...read('docs/sql.md').matchAll(/^\| `([A-Z_]+)` \| (\w{5}) \|/gm)];
  const states = Object.fromEntries(listed.map(([, code, state]) => [code, state]));
  expect(states).toEqual({ ...sqlStates, ...coreSqlStates });
});
