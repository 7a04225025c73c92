import { expect, test } from '@jest/globals';
import { bind, selected } from '../../../test/chat-catalog.ts';
import { SqlError } from '../../error.ts';
import { optimizeStatement } from '../../optimize/optimize.ts';
import { printBound } from '../../plan/explain.ts';
import { explainStatement } from '../../plan/explain-statement.ts';
import { sqlTypes, typeName } from '../../types/sql-type.ts';
import { bindDefault } from '../define/bind-default.ts';

const bound: readonly [string, string][] = [
  ["INSERT INTO log VALUES ('a', 1)", "Insert chat.log\n  Values ('a', 1)"],
  ["INSERT INTO log VALUES ('a'), ('b')", "Insert chat.log\n  Values ('a', NULL), ('b', NULL)"],
  ['INSERT INTO log (level, line) VALUES (1.5, 2)', "Insert chat.log\n  Values ('2', 2)"],
  ['INSERT INTO log (level) VALUES (DEFAULT)', 'Insert chat.log\n  Values (NULL, NULL)'],
  ['INSERT INTO log (level) VALUES ($1)', 'Insert chat.log\n  Values (NULL, $1)'],
  ['INSERT INTO log (level) VALUES (1 + 1)', 'Insert chat.log\n  Values (NULL, 1 + 1)'],
  [
    "UPDATE log SET level = level + 1, line = NULL WHERE line = 'x'",
    "Update chat.log set level = level + 1, line = NULL\n  Filter line = 'x'\n    Scan chat.log",
  ],
  ['UPDATE log SET level = DEFAULT', 'Update chat.log set level = NULL\n  Scan chat.log'],
  ['DELETE FROM log WHERE level > 1', 'Delete chat.log\n  Filter level > 1\n    Scan chat.log'],
  [
    "INSERT INTO log AS l VALUES ('a') RETURNING *, l.level + 1 AS next, _seq",
    "Insert chat.log returning line, level, level + 1, _seq\n  Values ('a', NULL)",
  ],
  [
    'UPDATE log l SET level = l.level + 1 WHERE l.level > 1 RETURNING l.line',
    'Update chat.log set level = level + 1 returning line\n  Filter level > 1\n    Scan chat.log',
  ],
  [
    'DELETE FROM log AS l RETURNING (SELECT MAX(level) FROM log)',
    'Delete chat.log returning (subquery)\n  Subquery\n    Project max(level) as max\n      Aggregate max(level)\n        Scan chat.log (line, level, _seq, _deleted)\n  Scan chat.log',
  ],
];

test.each(bound)('%s', (sql, expected) => {
  expect(explainStatement(bind(sql))).toBe(expected);
});

const optimized: readonly [string, string][] = [
  ['INSERT INTO log (level) VALUES (1 + 1)', 'Insert chat.log\n  Values (NULL, 2)'],
  [
    'UPDATE messages SET likes = 1 + 1 WHERE id = 5 AND TRUE',
    'Update chat.messages set likes = 2\n  Filter id = 5\n    Scan chat.messages key id = 5',
  ],
  [
    "DELETE FROM events WHERE room = 'a' AND day > 3 AND what IS NULL",
    "Delete chat.events\n  Filter room = 'a' AND day > 3 AND what IS NULL\n    Scan chat.events key room = 'a' and day > 3",
  ],
  [
    'DELETE FROM messages WHERE 1 = 2',
    'Delete chat.messages\n  Filter FALSE\n    Scan chat.messages key id = NULL',
  ],
  ['DELETE FROM messages WHERE TRUE', 'Delete chat.messages\n  Scan chat.messages'],
];

test.each(optimized)('%s is optimised', (sql, expected) => {
  expect(explainStatement(optimizeStatement(bind(sql)))).toBe(expected);
});

const errors: readonly [string, string][] = [
  [
    'INSERT INTO log (nope) VALUES (1)',
    'SQL_UNKNOWN_COLUMN@17 column "nope" of table "chat.log" does not exist',
  ],
  [
    'INSERT INTO log (level, level) VALUES (1, 2)',
    'SQL_DUPLICATE_NAME@24 column "level" specified more than once',
  ],
  ['INSERT INTO log (_seq) VALUES (1)', 'SQL_UNSUPPORTED@17 cannot assign to system column "_seq"'],
  [
    "INSERT INTO log VALUES ('a', 1, 2)",
    'SQL_SYNTAX@32 row 1 of VALUES has 3 values for 2 columns',
  ],
  [
    "INSERT INTO log (line, level) VALUES ('a', 1), ('b')",
    'SQL_SYNTAX@48 row 2 of VALUES has 1 values for 2 columns',
  ],
  [
    "INSERT INTO log VALUES ('a', 1), ('b')",
    'SQL_SYNTAX@34 row 2 of VALUES has 1 values for 2 columns',
  ],
  [
    'INSERT INTO log (level) VALUES (TRUE)',
    'SQL_TYPE_MISMATCH@32 column "level" is of type INT but expression is of type BOOLEAN',
  ],
  [
    "INSERT INTO log (level) VALUES ('x')",
    'SQL_INVALID_VALUE@32 invalid input syntax for type INT: "x"',
  ],
  ['INSERT INTO log (level) VALUES (line)', 'SQL_UNKNOWN_COLUMN@32 column "line" does not exist'],
  [
    'INSERT INTO log (level) VALUES (count(*))',
    'SQL_GROUPING@32 aggregate functions are not allowed in VALUES',
  ],
  [
    'UPDATE log SET _deleted = TRUE',
    'SQL_UNSUPPORTED@15 cannot assign to system column "_deleted"',
  ],
  [
    'UPDATE log SET level = 1, level = 2',
    'SQL_DUPLICATE_NAME@26 column "level" specified more than once',
  ],
  [
    'UPDATE log SET level = sum(level)',
    'SQL_GROUPING@23 aggregate functions are not allowed in UPDATE',
  ],
  [
    'DELETE FROM log RETURNING sum(level)',
    'SQL_GROUPING@26 aggregate functions are not allowed in RETURNING',
  ],
  ['DELETE FROM log RETURNING nope', 'SQL_UNKNOWN_COLUMN@26 column "nope" does not exist'],
  [
    'UPDATE log l SET level = 1 WHERE log.level = 2',
    'SQL_UNKNOWN_TABLE@33 missing FROM-clause entry for table "log"',
  ],
];

test.each(errors)('%s fails: %s', (sql, expected) => {
  expect(failure(() => bind(sql))).toBe(expected);
});

test('WHERE can be required', () => {
  expect(failure(() => bind('DELETE FROM log', { requireWhere: true }))).toBe(
    'SQL_UNSUPPORTED@0 DELETE without WHERE is not allowed',
  );
  expect(bind('DELETE FROM log WHERE TRUE', { requireWhere: true }).kind).toBe('delete');
});

test('Assigned parameters and lifted literals take the type of the column', () => {
  const types = (sql: string, literalCount = 0) =>
    bind(sql, { literalCount }).parameterTypes.map(typeName);
  expect(types('INSERT INTO messages (id, at, photo, details) VALUES ($1, $2, $3, $4)')).toEqual([
    'BIGINT',
    'TIMESTAMP',
    'BYTES',
    'JSON',
  ]);
  expect(types("INSERT INTO messages (id, body) VALUES (1, 'x')", 2)).toEqual(['BIGINT', 'TEXT']);
  expect(types('UPDATE messages SET likes = 3 WHERE id = 1', 2)).toEqual(['INT', 'BIGINT']);
});

test('Integers are assigned to a timestamp as microseconds', () => {
  expect(explainStatement(bind('UPDATE messages SET at = 1700000000000000'))).toContain(
    "at = TIMESTAMP '2023-11-14 22:13:20'",
  );
});

test('A DEFAULT is row-free and of the type of its column', () => {
  const { bigint, int, text, timestamp, uuid } = sqlTypes;
  expect(printBound(bindDefault(selected('SNOWFLAKE_ID()'), bigint, 'id'))).toBe('snowflake_id()');
  expect(printBound(bindDefault(selected('NOW()'), timestamp, 'at'))).toBe('now()');
  expect(printBound(bindDefault(selected('UUID_V7()'), uuid, 'token'))).toBe('uuid_v7()');
  expect(printBound(bindDefault(selected('UUID_V7()'), text, 'token'))).toBe('uuid_v7()::TEXT');
  expect(printBound(bindDefault(selected("'5'"), int, 'n'))).toBe('5');
  expect(printBound(bindDefault(selected('NULL'), int, 'n'))).toBe('NULL');
  expect(failure(() => bindDefault(selected('NOW()'), int, 'n'))).toBe(
    'SQL_TYPE_MISMATCH@7 column "n" is of type INT but default expression is of type TIMESTAMP',
  );
  expect(failure(() => bindDefault(selected('other'), int, 'n'))).toContain('SQL_UNKNOWN_COLUMN@7');
  expect(failure(() => bindDefault(selected('$1'), int, 'n'))).toBe(
    'SQL_UNSUPPORTED@7 the DEFAULT of column "n" cannot contain $1',
  );
});

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return `${error.code}@${error.position ?? '-'} ${error.message}`;
  }
  return 'no error';
}
