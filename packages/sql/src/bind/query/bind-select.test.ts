import { describe, expect, test } from '@jest/globals';
import { bindQuery } from '../../../test/chat-catalog.ts';
import { SqlError } from '../../error.ts';
import { explainPlan } from '../../plan/explain.ts';
import { typeName } from '../../types/sql-type.ts';

/** The plan without the scan at its end, in one line from the top down. */
function planOf(sql: string): string {
  const lines = explainPlan(bindQuery(sql).plan).split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('Scan'))
    .join(' / ');
}

const plans: readonly [string, string][] = [
  ['SELECT id FROM messages', 'Project id'],
  ['SELECT m.id, chat.events.day FROM messages m', 'error'],
  [
    'SELECT id AS x, body FROM messages WHERE likes > 1',
    'Project id as x, body / Filter likes > 1',
  ],
  ['SELECT 1, 2', 'Project 1 as ?column?, 2 as ?column? / Values ()'],
  ['SELECT * FROM log', 'Project line, level'],
  ['SELECT _seq, l.* FROM log l', 'Project _seq, line, level'],
  ['SELECT level FROM log ORDER BY 1 DESC', 'Sort level desc / Project level'],
  ['SELECT level AS line FROM log ORDER BY line', 'Sort line / Project level as line'],
  [
    'SELECT level FROM log ORDER BY line NULLS FIRST, level DESC NULLS LAST',
    'Project level / Sort sort 1 nulls first, level desc nulls last / Project level, line as sort 1',
  ],
  ['SELECT level + 1 FROM log ORDER BY level + 1', 'Sort ?column? / Project level + 1 as ?column?'],
  ['SELECT DISTINCT level FROM log', 'Aggregate by level / Project level'],
  ['SELECT level FROM log LIMIT 5 OFFSET $1', 'Limit 5 offset $1 / Project level'],
  [
    'SELECT count(*), sum(level) s FROM log',
    'Project count(*) as count, sum(level) as s / Aggregate count(*), sum(level)',
  ],
  [
    'SELECT level, count(*) FROM log GROUP BY level HAVING count(*) > 1 ORDER BY count(*)',
    'Sort count / Project level, count(*) as count / Filter count(*) > 1 / Aggregate count(*) by level',
  ],
  [
    'SELECT level % 2 AS odd, max(line) FROM log GROUP BY odd',
    'Project level % 2 as odd, max(line) as max / Aggregate max(line) by level % 2',
  ],
  [
    'SELECT level + 1 AS level FROM log GROUP BY level',
    'Project level + 1 as level / Aggregate by level',
  ],
  ['SELECT line FROM log GROUP BY 1', 'Project line / Aggregate by line'],
  [
    'SELECT (level + 1) * 2 FROM log GROUP BY level + 1',
    'Project (level + 1) * 2 as ?column? / Aggregate by level + 1',
  ],
  ['SELECT id, body FROM messages GROUP BY id', 'Project id, body / Aggregate by id, body'],
  [
    'SELECT count(DISTINCT line) FILTER (WHERE level > 0) FROM log',
    'Project count(DISTINCT line) FILTER (WHERE level > 0) as count / Aggregate count(DISTINCT line) FILTER (WHERE level > 0)',
  ],
  ['SELECT 1 FROM log HAVING TRUE', 'Project 1 as ?column? / Filter TRUE / Aggregate'],
  [
    'SELECT count(*) + count(*) FROM log',
    'Project count(*) + count(*) as ?column? / Aggregate count(*)',
  ],
  [
    'SELECT level FROM log WHERE level BETWEEN 1 AND 3',
    'Project level / Filter level >= 1 AND level <= 3',
  ],
  [
    "SELECT level FROM log WHERE line NOT LIKE 'a%' OR level IN (1, 2)",
    "Project level / Filter NOT line LIKE 'a%' OR level IN (1, 2)",
  ],
  [
    'SELECT NULLIF(level, 0) FROM log',
    'Project CASE WHEN level = 0 THEN NULL ELSE level END as nullif',
  ],
];

test.each(plans)('%s', (sql, expected) => {
  if (expected === 'error') expect(() => planOf(sql)).toThrow(SqlError);
  else expect(planOf(sql)).toBe(expected);
});

const names: readonly [string, string][] = [
  ['body', 'body'],
  ['m.body', 'body'],
  ['chat.messages.body', 'error'],
  ['lower(body)', 'lower'],
  ['body || body', '?column?'],
  ['CAST(body AS TEXT)', 'body'],
  ["CAST('1' AS BIGINT)", 'int8'],
  ["'1'::text", 'text'],
  ['CASE WHEN TRUE THEN 1 END', 'case'],
  ['CASE WHEN TRUE THEN 1 ELSE likes END', 'likes'],
  ['COALESCE(body, room)', 'coalesce'],
  ['count(*)', 'count'],
  ['NOW()', 'now'],
  ['CURRENT_USER', 'current_user'],
  ['TRUE', 'bool'],
];

test.each(names)('%s is named %s', (expression, expected) => {
  const name = () => bindQuery(`SELECT ${expression} FROM messages m`).plan.schema[0].name;
  if (expected === 'error') expect(name).toThrow(SqlError);
  else expect(name()).toBe(expected);
});

test('The name of an item does not depend on the value of a literal', () => {
  const name = (sql: string) => bindQuery(sql).plan.schema[0].name;
  expect(name("SELECT 'a'")).toBe(name("SELECT 'b'"));
});

const errors: readonly [string, string][] = [
  ['SELECT nope FROM log', 'SQL_UNKNOWN_COLUMN@7 column "nope" does not exist'],
  [
    'SELECT lien FROM log',
    'SQL_UNKNOWN_COLUMN@7 column "lien" does not exist | Did you mean "line"?',
  ],
  ['SELECT l.x FROM log l', 'SQL_UNKNOWN_COLUMN@7 column "l.x" does not exist'],
  [
    'SELECT log.line FROM log l',
    'SQL_UNKNOWN_TABLE@7 missing FROM-clause entry for table "log" | Its alias here is "l".',
  ],
  [
    'SELECT x',
    'SQL_UNKNOWN_COLUMN@7 column "x" does not exist | There is no table here to take columns from. Text is written in single quotes.',
  ],
  [
    'SELECT 1 FROM mesages',
    'SQL_UNKNOWN_TABLE@14 table "chat.mesages" does not exist | Did you mean "messages"?',
  ],
  [
    'SELECT 1 FROM nope.t',
    'SQL_UNKNOWN_TABLE@14 table "nope.t" does not exist | Namespace "nope" does not exist.',
  ],
  ['SELECT *', 'SQL_SYNTAX@7 SELECT * with no tables specified is not valid'],
  [
    'SELECT line, count(*) FROM log',
    'SQL_GROUPING@7 column "log.line" must appear in the GROUP BY clause or be used in an aggregate function',
  ],
  [
    'SELECT level + 2 FROM log GROUP BY level + 1',
    'SQL_GROUPING@7 column "log.level" must appear in the GROUP BY clause or be used in an aggregate function',
  ],
  [
    'SELECT 1 FROM log WHERE count(*) > 1',
    'SQL_GROUPING@24 aggregate functions are not allowed in WHERE',
  ],
  [
    'SELECT 1 FROM log GROUP BY count(*)',
    'SQL_GROUPING@27 aggregate functions are not allowed in GROUP BY',
  ],
  [
    'SELECT count(*) FROM log GROUP BY 1',
    'SQL_GROUPING@34 aggregate functions are not allowed in GROUP BY',
  ],
  ['SELECT sum(count(*)) FROM log', 'SQL_GROUPING@11 aggregate function calls cannot be nested'],
  ['SELECT sum(*) FROM log', 'SQL_SYNTAX@7 sum(*) is not allowed | Only COUNT(*) takes *.'],
  [
    'SELECT sum(line) FROM log',
    'SQL_UNKNOWN_FUNCTION@7 function sum(TEXT) does not exist | There is no function of that name for these argument types; a cast may be needed.',
  ],
  ['SELECT level FROM log ORDER BY 2', 'SQL_SYNTAX@31 ORDER BY position 2 is not in select list'],
  ["SELECT level FROM log ORDER BY 'x'", 'SQL_SYNTAX@31 non-integer constant in ORDER BY'],
  [
    'SELECT DISTINCT level FROM log ORDER BY line',
    'SQL_GROUPING@40 for SELECT DISTINCT, ORDER BY expressions must appear in select list',
  ],
  [
    'SELECT level AS a, line AS a FROM log ORDER BY a',
    'SQL_AMBIGUOUS_COLUMN@47 ORDER BY "a" is ambiguous',
  ],
  [
    'SELECT 1 FROM log WHERE level',
    'SQL_TYPE_MISMATCH@24 argument of WHERE must be type BOOLEAN, not type INT',
  ],
  [
    'SELECT 1 FROM log LIMIT level',
    'SQL_UNKNOWN_COLUMN@24 column "level" does not exist | There is no table here to take columns from. Text is written in single quotes.',
  ],
  [
    'SELECT 1 FROM log LIMIT TRUE',
    'SQL_TYPE_MISMATCH@24 argument of LIMIT must be type BIGINT, not type BOOLEAN',
  ],
  [
    'SELECT 1 FROM log WHERE level = line',
    'SQL_UNKNOWN_FUNCTION@30 operator does not exist: INT = TEXT | No operator takes these types; a cast may be needed.',
  ],
  [
    "SELECT 1 FROM log WHERE level = 'x'",
    'SQL_INVALID_VALUE@32 invalid input syntax for type INT: "x"',
  ],
  [
    'SELECT lenght(line) FROM log',
    'SQL_UNKNOWN_FUNCTION@7 function lenght(TEXT) does not exist | Did you mean "length"?',
  ],
  [
    'SELECT lower(DISTINCT line) FROM log',
    'SQL_SYNTAX@7 DISTINCT specified, but lower is not an aggregate function',
  ],
  [
    'SELECT CASE WHEN TRUE THEN 1 ELSE pinned END FROM messages',
    'SQL_TYPE_MISMATCH@34 CASE types INT and BOOLEAN cannot be matched | Write a cast.',
  ],
  [
    'SELECT CAST(pinned AS UUID) FROM messages',
    'SQL_TYPE_MISMATCH@7 cannot cast type BOOLEAN to UUID',
  ],
  [
    "SELECT 1 FROM log WHERE line = 'x' AND nope.a = 1",
    'SQL_UNKNOWN_TABLE@39 missing FROM-clause entry for table "nope"',
  ],
];

test.each(errors)('%s fails: %s', (sql, expected) => {
  expect(failure(() => bindQuery(sql))).toBe(expected);
});

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { code, message, position = '-', hint } = error;
    return `${code}@${position} ${message}${hint === undefined ? '' : ` | ${hint}`}`;
  }
  return 'no error';
}

describe('parameters', () => {
  const typed: readonly [string, readonly string[]][] = [
    ['SELECT 1 FROM messages WHERE id = $1', ['BIGINT']],
    ['SELECT 1 FROM messages WHERE $1 = id', ['BIGINT']],
    ['SELECT $1', ['TEXT']],
    ['SELECT $1, id + $1 FROM messages', ['BIGINT']],
    ['SELECT $2 + 1', ['TEXT', 'INT']],
    ['SELECT $1 || $2', ['TEXT', 'TEXT']],
    ['SELECT $1::uuid', ['UUID']],
    ['SELECT CAST($1 AS INT) + $1', ['INT']],
    [
      'SELECT 1 FROM messages WHERE at > $1 AND pinned = $2 AND body LIKE $3',
      ['TIMESTAMP', 'BOOLEAN', 'TEXT'],
    ],
    ['SELECT 1 FROM messages WHERE id IN ($1, $2)', ['BIGINT', 'BIGINT']],
    ['SELECT 1 FROM messages WHERE id BETWEEN $1 AND $2', ['BIGINT', 'BIGINT']],
    ['SELECT 1 FROM messages WHERE $1 BETWEEN likes AND id', ['INT']],
    ['SELECT 1 FROM messages WHERE likes = $1 OR id = $1', ['INT']],
    ['SELECT COALESCE(score, $1) FROM messages LIMIT $2 OFFSET $3', ['DOUBLE', 'BIGINT', 'BIGINT']],
    ['SELECT substring(body, $1, $2) FROM messages', ['TEXT', 'TEXT']],
    ['SELECT CASE WHEN $1 THEN $2 ELSE 1 END', ['BOOLEAN', 'INT']],
    ['SELECT 1 FROM messages WHERE $1 IS NULL', ['TEXT']],
    ['SELECT max($1)', ['TEXT']],
  ];
  test.each(typed)('%s has %p', (sql, expected) => {
    expect(bindQuery(sql).parameterTypes.map(typeName)).toEqual(expected);
  });

  test('A hint decides a type beforehand', () => {
    const { parameterTypes } = bindQuery('SELECT $1', {
      parameterTypes: [{ kind: 'bigint' }],
    });
    expect(parameterTypes.map(typeName)).toEqual(['BIGINT']);
  });

  test('A parameter of two types that do not go together is refused', () => {
    expect(failure(() => bindQuery('SELECT $1 = likes, $1 = body FROM messages'))).toBe(
      'SQL_UNKNOWN_FUNCTION@22 operator does not exist: INT = TEXT | No operator takes these types; a cast may be needed.',
    );
  });
});

describe('lifted literals', () => {
  const lifted: readonly [string, number, string, string, readonly number[]][] = [
    ['SELECT body FROM messages WHERE id = 17', 1, 'id = $1', 'BIGINT', []],
    ["SELECT 'x'", 1, '$1 as ?column?', 'TEXT', []],
    ["SELECT 1 FROM messages WHERE at > '2026-01-02'", 2, 'at > $2', 'INT TIMESTAMP', []],
    ['SELECT level FROM log ORDER BY 1', 1, 'Sort level', 'UNKNOWN', [0]],
    ['SELECT level FROM log GROUP BY 1 LIMIT 2', 2, 'Limit $2', 'UNKNOWN BIGINT', [0]],
    ['SELECT level + 1 FROM log GROUP BY level + 1', 2, 'by level + 1', 'UNKNOWN UNKNOWN', [0, 1]],
    ['SELECT -5', 1, '-$1', 'INT', []],
    ['SELECT -2147483648', 1, '-2147483648', 'UNKNOWN', [0]],
    [
      'SELECT 5 BETWEEN likes AND id FROM messages',
      1,
      '$1 >= likes AND $1::BIGINT <= id',
      'INT',
      [],
    ],
    ['SELECT id = 5 FROM messages WHERE likes = $1', 1, 'id = $2', 'INT BIGINT', []],
    ['SELECT 1.5::int', 1, '$1::INT', 'DECIMAL', []],
    ["SELECT '7'::bigint", 1, 'Project $1 as int8', 'BIGINT', []],
  ];
  test.each(lifted)('%s', (sql, literalCount, part, types, pinned) => {
    const bound = bindQuery(sql, { literalCount });
    expect(explainPlan(bound.plan)).toContain(part);
    expect(bound.parameterTypes.map(typeName).join(' ')).toBe(types);
    expect(bound.pinnedSlots).toEqual(pinned);
  });
});

describe('What the alternatives of an OR repeat', () => {
  const where = (condition: string): string => `SELECT id FROM messages WHERE ${condition}`;
  const cases: readonly [string, readonly (readonly [string, boolean])[], string][] = [
    [
      '(id = 1 AND likes = 2) OR (likes = 3 AND id = 1)',
      [
        ['0-3', true],
        ['1-2', false],
      ],
      'id = $1 AND likes = $2 OR likes = $3 AND id = $1',
    ],
    [
      'likes > 0 AND (id IN (1, 2) AND likes = 2 OR id IN (1, 2) AND likes = 2 OR id IN (1, 2))',
      [['1-4 2-5 1-7 2-8', true]],
      'likes > $1 AND (id IN ($2, $3) AND likes = $4 OR id IN ($2, $3) AND likes = $7 OR id IN ($2, $3))',
    ],
    [
      "(id = 1 AND id <> 2 AND id <> 3) OR (id <> 2 AND id <> 3 AND id = '1')",
      [
        ['0-5', false],
        ['1-3', true],
        ['2-4', true],
      ],
      'id <> $2 AND id <> $3 OR id <> $2 AND id <> $3 AND id = $6',
    ],
    ['id = 1 OR likes = 1', [], 'id = $1 OR likes = $2'],
    ['id = 1 AND id = 1', [], 'id = $1 AND id = $2'],
  ];
  test.each(cases)('%s', (condition, repeats, part) => {
    const bound = bindQuery(where(condition), { literalCount: 20 });
    const shown = bound.repeats.map(({ slots, equal }) => [
      slots.map((pair) => pair.join('-')).join(' '),
      equal,
    ]);
    expect(shown).toEqual(repeats);
    expect(explainPlan(bound.plan)).toContain(part);
    const kept = bindQuery(where(condition), { literalCount: 20, keepsRepeats: true });
    expect(kept.repeats).toEqual([]);
  });
});

test('A number is of the smallest type that holds it, with its sign', () => {
  const typeOf = (sql: string) => typeName(bindQuery(`SELECT ${sql}`).plan.schema[0].type);
  expect(typeOf('2147483647')).toBe('INT');
  expect(typeOf('2147483648')).toBe('BIGINT');
  expect(typeOf('-2147483648')).toBe('INT');
  expect(typeOf('-9223372036854775808')).toBe('BIGINT');
  expect(typeOf('9223372036854775808')).toBe('DECIMAL');
  expect(typeOf('1.0')).toBe('DECIMAL');
  expect(typeOf('1e300')).toBe('DECIMAL');
});

test('A query says which table columns its output columns are', () => {
  const { origins, tables } = bindQuery('SELECT body AS b, likes + 1, id FROM messages m');
  expect(origins.map((origin) => origin?.column)).toEqual([2, undefined, 0]);
  expect(tables.map(({ name }) => name)).toEqual(['messages']);
});

test('Mentioning _deleted anywhere shows deleted rows', () => {
  const plan = (sql: string) => explainPlan(bindQuery(sql).plan);
  expect(plan('SELECT line FROM log')).not.toContain('with deleted');
  expect(plan('SELECT line FROM log ORDER BY log._deleted')).toContain('with deleted');
  expect(plan('SELECT line FROM log WHERE NOT _deleted')).toContain('with deleted');
});

test('Whether an output column can be NULL follows from what it is made of', () => {
  const nullable = (item: string) =>
    bindQuery(`SELECT ${item} FROM messages`).plan.schema[0].nullable;
  const never = ['id', 'id + 1', "room || 'x'", 'COALESCE(body, room)', 'body IS NULL', 'count(*)'];
  const maybe = ['body', 'id + likes', 'max(id)', 'NULL', 'CASE WHEN TRUE THEN 1 END', '$1'];
  expect(never.filter(nullable)).toEqual([]);
  expect(maybe.filter(nullable)).toEqual(maybe);
});

test('ORDER BY has at most 1,664 different expressions', () => {
  const sorted = (count: number) =>
    `SELECT 1 FROM messages ORDER BY ${Array.from({ length: count }, (_, n) => `id + ${n}`).join()}`;
  expect(() => bindQuery(sorted(1664))).not.toThrow();
  expect(() => bindQuery(sorted(1665))).toThrow(expect.objectContaining({ code: 'SQL_TOO_LONG' }));
});

test('A window has at most 1,664 expressions to partition and order by', () => {
  const windowed = (count: number) => {
    const keys = Array.from({ length: count }, (_, n) => `id + ${n}`).join();
    return `SELECT sum(id) OVER (PARTITION BY ${keys} ORDER BY id) FROM messages`;
  };
  expect(() => bindQuery(windowed(1663))).not.toThrow();
  expect(() => bindQuery(windowed(1664))).toThrow(
    expect.objectContaining({ code: 'SQL_TOO_LONG' }),
  );
});

test('What rows are sorted by already is no further key', () => {
  const keys = (order: string) => {
    const { plan } = bindQuery(`SELECT id, room AS r FROM messages ORDER BY ${order}`);
    return explainPlan(plan).split('\n')[0];
  };
  expect(keys('room, id, 2 DESC, r, id')).toBe(keys('room, id'));
  expect(keys('1, 2')).not.toBe(keys('1'));
});

test('GROUP BY has at most 1,664 different expressions', () => {
  const grouped = (count: number) =>
    `SELECT 1 FROM messages GROUP BY ${Array.from({ length: count }, (_, n) => `id + ${n}`).join()}`;
  expect(() => bindQuery(grouped(1664))).not.toThrow();
  expect(() => bindQuery(grouped(1665))).toThrow(expect.objectContaining({ code: 'SQL_TOO_LONG' }));
});
