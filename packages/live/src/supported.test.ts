import { describe, expect, test } from '@jest/globals';
import { messagesTable } from '../test/messages-table.ts';
import { RecordingClient } from '../test/recording-client.ts';
import { createLiveQueries } from './live-queries.ts';
import { createMemoryLiveDatabase } from './testing/memory-live-database.ts';

function subscribe(sql: string): void {
  const live = createLiveQueries(createMemoryLiveDatabase([messagesTable()]));
  new RecordingClient(live, sql);
}

describe('queries that can be kept up to date', () => {
  test.each([
    'SELECT * FROM messages',
    'SELECT * FROM messages m WHERE m.n > 1',
    'SELECT id, _seq FROM messages',
    'SELECT n + 1 AS next, upper(grp) AS g FROM messages',
    'SELECT id FROM messages WHERE n IN (1, 2) OR grp IS NULL',
    "SELECT id FROM messages WHERE n BETWEEN 1 AND 3 AND NOT grp LIKE 'x%'",
    'SELECT id FROM messages WHERE grp = CURRENT_USER()',
    'SELECT id FROM messages WHERE _seq > 100',
  ])('%s', (sql) => {
    expect(() => subscribe(sql)).not.toThrow();
  });
});

describe('queries that cannot say what, where and what to do', () => {
  test.each([
    ['SELECT * FROM messages ORDER BY id', 'ORDER BY', 'id', 0],
    ['SELECT * FROM messages LIMIT 10', 'LIMIT', '10', 0],
    ['SELECT * FROM messages OFFSET 10', 'OFFSET', '10', 0],
    ['SELECT grp, COUNT(*) FROM messages GROUP BY grp', 'GROUP BY', 'grp', 1],
    ['SELECT COUNT(*) FROM messages', 'an aggregate function', 'COUNT', 0],
    ['SELECT 1 + SUM(n) FROM messages', 'an aggregate function', 'SUM', 0],
    ['SELECT 1 + SUM(n) OVER () FROM messages', 'a window function', 'SUM', 0],
    ['SELECT DISTINCT grp FROM messages', 'DISTINCT', 'SELECT', 0],
    ['SELECT * FROM messages a JOIN messages b USING (id)', 'a join', 'messages', 0],
    ['SELECT a.* FROM messages a, messages b WHERE a.n = b.n', 'a join', 'messages', 0],
    ['SELECT a.* FROM messages a LEFT JOIN messages b ON a.n > b.n', 'a join', 'messages', 0],
    ['SELECT * FROM (SELECT * FROM messages) m', 'a subquery in FROM', '(', 0],
    ['SELECT * FROM messages WHERE n > (SELECT 1)', 'a subquery', '(SELECT', 0],
    ['SELECT * FROM messages WHERE n IN (SELECT n FROM messages)', 'a subquery', 'n IN', 0],
    ['SELECT EXISTS (SELECT COUNT(*) FROM messages) FROM messages', 'a subquery', 'EXISTS', 0],
    ['WITH m AS (SELECT * FROM messages) SELECT * FROM m', 'WITH', 'WITH', 0],
    ['SELECT * FROM messages FETCH FIRST 3 ROWS ONLY', 'LIMIT', '3', 0],
    ['SELECT * FROM messages WHERE _deleted', '_deleted', undefined, 0],
    ['SELECT id AS x, grp AS x FROM messages', "two columns named 'x'", undefined, 0],
    ['SELECT grp AS id FROM messages', "'id'", undefined, 0],
    ['SELECT grp AS _seq FROM messages', "'_seq'", undefined, 0],
    ['SELECT id AS _deleted FROM messages', "'_deleted'", undefined, 0],
  ])('%s', (sql, names, at, occurrence) => {
    const position = at === undefined ? undefined : offsetOf(sql, at, occurrence);
    expect(() => subscribe(sql)).toThrow(
      expect.objectContaining({
        code: 'LIVE_UNSUPPORTED',
        message: expect.stringContaining(names),
        hint: expect.stringMatching(/\.$/),
        position,
      }),
    );
  });

  test.each([
    ['SELECT * FROM messages WHERE _seq > SNOWFLAKE_ID()', 'SNOWFLAKE_ID', 'WHERE'],
    ['SELECT id, NOW() AS at FROM messages', 'NOW', 'the select list'],
    ['SELECT id, UUID_V7() AS u FROM messages', 'UUID_V7', 'the select list'],
  ])('%s', (sql, name, place) => {
    expect(() => subscribe(sql)).toThrow(
      expect.objectContaining({
        code: 'LIVE_UNSUPPORTED',
        message: expect.stringContaining(`${place} of a live query has ${name}()`),
        position: sql.indexOf(name),
      }),
    );
  });
});

/** Offset of the `occurrence`-th (from 0) `part` in `text`. */
function offsetOf(text: string, part: string, occurrence: number): number {
  let at = text.indexOf(part);
  for (let skipped = 0; skipped < occurrence; skipped += 1) at = text.indexOf(part, at + 1);
  return at;
}
