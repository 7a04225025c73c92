import { expect, test } from '@jest/globals';
import { explainAfter, fires } from '../../test/apply-rules.ts';
import { mergeProjects } from './merge-projects.ts';
import { pruneColumns } from './prune-columns.ts';
import { removeProject } from './remove-project.ts';
import { removeSort } from './remove-sort.ts';

const pruned: readonly [string, string][] = [
  ['SELECT body FROM messages WHERE likes > 1', '(body, likes)'],
  ['SELECT id FROM messages ORDER BY at', '(id, at)'],
  ['SELECT count(*) FROM messages', '()'],
  ['SELECT room, sum(likes) FROM messages GROUP BY room', '(room, likes)'],
  ['SELECT count(*) FILTER (WHERE pinned) FROM messages', '(pinned)'],
  ['SELECT count(*) FROM messages WHERE _seq > 5', '(_seq)'],
];

test.each(pruned)('%s reads %s', (sql, columns) => {
  expect(explainAfter(sql, pruneColumns)).toContain(`Scan chat.messages ${columns}`);
});

test('Sorting, filtering and grouping still mean the same columns', () => {
  const sql = 'SELECT max(at) FROM messages WHERE score > 1 GROUP BY room ORDER BY room DESC';
  expect(explainAfter(sql, pruneColumns)).toBe(
    [
      'Project max',
      '  Sort sort 1 desc',
      '    Project max(at) as max, room as sort 1',
      '      Aggregate max(at) by room',
      '        Filter score > 1',
      '          Scan chat.messages (room, score, at)',
    ].join('\n'),
  );
});

test('An aggregate that nothing uses is not computed', () => {
  const sql = 'SELECT room FROM messages GROUP BY room HAVING count(*) > 1';
  expect(explainAfter(sql, pruneColumns)).toContain('Aggregate count(*) by room');
  expect(fires('SELECT line, level, _seq, _deleted FROM log', pruneColumns)).toBe(false);
});

test('A projection that changes nothing goes', () => {
  expect(explainAfter('SELECT id, body FROM messages', pruneColumns, removeProject)).toBe(
    'Scan chat.messages (id, body)',
  );
  expect(explainAfter('SELECT body, id FROM messages', pruneColumns, removeProject)).toBe(
    'Scan chat.messages (body, id)',
  );
});

const projected = [
  'SELECT line AS text, level FROM log',
  'SELECT line, line FROM log',
  'SELECT line, level + 1 FROM log',
  'SELECT level, line FROM log WHERE level > 1',
];

test.each(projected)('%s keeps its projection', (sql) => {
  expect(fires(sql, pruneColumns, removeProject)).toBe(false);
});

test('Two projections become one when the sort between them goes', () => {
  const sql = 'SELECT body FROM messages ORDER BY id';
  expect(explainAfter(sql, removeSort, mergeProjects).split('\n')[1]).toMatch(/^ {2}Scan/);
  expect(
    fires('SELECT body, SNOWFLAKE_ID() FROM messages ORDER BY id', removeSort, mergeProjects),
  ).toBe(false);
});
