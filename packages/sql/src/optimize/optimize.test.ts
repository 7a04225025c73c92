import { expect, test } from '@jest/globals';
import { explainOptimized } from '../../test/apply-rules.ts';
import { bindQuery } from '../../test/chat-catalog.ts';
import { applyRule, optimize } from './optimize.ts';

const plans: readonly [string, readonly string[]][] = [
  [
    'SELECT id, body FROM messages WHERE id = $1 LIMIT 10',
    ['Limit 10', '  Scan chat.messages (id, body) key id = $1 limit 10'],
  ],
  [
    'SELECT * FROM messages ORDER BY id DESC LIMIT 50',
    [
      'Limit 50',
      '  Scan chat.messages (id, room, body, likes, score, at, pinned, details, photo, token) reverse limit 50',
    ],
  ],
  [
    "SELECT what FROM events WHERE room = 'a' AND 1 = 1 ORDER BY day DESC, id DESC LIMIT 2 + 3",
    ['Limit 5', "  Scan chat.events (what) key room = 'a' reverse limit 5"],
  ],
  [
    'SELECT body FROM messages WHERE likes > 3 ORDER BY at LIMIT 5',
    [
      'Limit 5',
      '  Project body',
      '    Sort sort 1 fetch 5',
      '      Project body, at as sort 1',
      '        Filter likes > 3',
      '          Scan chat.messages (body, likes, at)',
    ],
  ],
  [
    'SELECT room, count(*) FROM events GROUP BY room HAVING room = $1 AND count(*) > 1',
    [
      'Project room, count(*) as count',
      '  Filter count(*) > 1',
      '    Aggregate count(*) by room',
      '      Scan chat.events (room) key room = $1',
    ],
  ],
  [
    'SELECT count(*) FROM messages',
    ['Project count(*) as count', '  Aggregate count(*)', '    Scan chat.messages ()'],
  ],
  ['SELECT 1 + 1', ['Project 2 as ?column?', '  Values ()']],
  ['SELECT line FROM log WHERE FALSE', ['Project line', '  Values ']],
];

test.each(plans)('%s', (sql, expected) => {
  expect(explainOptimized(sql).split('\n')).toEqual(expected);
});

test('An optimised plan is left as it is', () => {
  for (const [sql] of plans) {
    const plan = optimize(bindQuery(sql).plan);
    expect(optimize(plan)).toBe(plan);
  }
});

test('A rule that changes the schema is caught by name', () => {
  const { plan } = bindQuery('SELECT line, level FROM log');
  const broken = { name: 'broken', apply: () => bindQuery('SELECT line FROM log').plan };
  expect(() => applyRule(broken, plan)).toThrow('rule broken has changed the schema of a plan');
});
