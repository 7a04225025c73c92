import { expect, test } from '@jest/globals';
import type { Failure, FileReport } from './file-report.ts';
import { jsonReport, textReport } from './report.ts';

const failure: Failure = {
  line: 7,
  sql: 'SELECT 1\nFROM t',
  code: 'SQL_UNSUPPORTED',
  expected: 'no error',
  actual: 'JOIN is not supported',
};
const reports: FileReport[] = [
  {
    path: '/tests/a/one.test',
    passed: 19_999,
    failed: 1,
    unsupported: 0,
    skipped: new Map([['onlyif mysql', 3]]),
    failures: [failure],
  },
  {
    path: '/tests/a/two.test',
    passed: 0,
    failed: 1,
    unsupported: 0,
    skipped: new Map([['onlyif mysql', 2]]),
    failures: [{ ...failure, line: 9 }],
  },
  {
    path: '/tests/b/three.slt',
    passed: 2,
    failed: 0,
    unsupported: 1,
    skipped: new Map(),
    failures: [],
  },
];

test('Text: files, the first failures, reasons, causes, totals of each part cut to what is true', () => {
  expect(
    textReport('/tests', reports, 1),
  ).toBe(` 99.99%  19999 passed, 1 failed, 3 skipped  a/one.test
  0.00%  0 passed, 1 failed, 2 skipped  a/two.test
100.00%  2 passed, 0 failed, 0 skipped (1 errors only for want of a feature)  b/three.slt

a/one.test:7 SQL_UNSUPPORTED
    SELECT 1
    FROM t
  expected
    no error
  got
    JOIN is not supported

… 1 more failures

Skipped
      5  onlyif mysql

Failures by cause
      2  SQL_UNSUPPORTED JOIN is not supported

 99.99%  19999 passed, 2 failed, 5 skipped  a
100.00%  2 passed, 0 failed, 0 skipped (1 errors only for want of a feature)  b`);
});

test('JSON: parts, causes and every failure of every file', () => {
  const report: unknown = JSON.parse(jsonReport('/tests', reports));
  expect(report).toMatchObject({
    parts: [
      { part: 'a', passed: 19_999, failed: 2, skipped: 5 },
      { part: 'b', passed: 2, failed: 0, skipped: 0 },
    ],
    causes: { 'SQL_UNSUPPORTED JOIN is not supported': 2 },
    files: [
      { path: 'a/one.test', skipped: { 'onlyif mysql': 3 }, failures: [failure] },
      { path: 'a/two.test' },
      { path: 'b/three.slt' },
    ],
  });
});
