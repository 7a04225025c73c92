import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runFile } from './run-file.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slt-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const ignore = (): void => undefined;

test('A file runs on a database of its own, with tables that need no key', async () => {
  const path = write(
    'a.test.gz',
    gzipSync(`statement ok
CREATE TABLE t (a INT)

statement ok
INSERT INTO t VALUES (2), (1), (2)

query I rowsort
SELECT a FROM t
----
1
2
2

onlyif mysql
statement ok
SELECT nonsense
`),
  );
  for (let round = 0; round < 2; round++) {
    expect(await runFile(path, ignore)).toEqual({
      path,
      passed: 3,
      failed: 0,
      unsupported: 0,
      skipped: new Map([['onlyif mysql', 1]]),
      failures: [],
    });
  }
});

test('Failures tell what was expected and what came', async () => {
  write('part.slt.part', 'statement ok\nCREATE TABLE t (a INT)\n');
  const path = write(
    'b.slt',
    `include ./part.slt.part

include ./absent.slt.part

query I
INSERT INTO t VALUES (1), (2)
----
2

query I
SELECT a FROM t WHERE a > 1
----
3

statement error
SELECT a FROM t

statement count 5
DELETE FROM t

statement error
SELECT b FROM t

statement ok
SELECT b FROM t

statement ok
DROP TABLE made_by_absent
`,
  );
  const lines: number[] = [];
  const report = await runFile(path, ({ line }) => lines.push(line));
  const { passed, failed, skipped, failures } = report;
  expect({ passed, failed, skipped: [...skipped] }).toEqual({
    passed: 3,
    failed: 4,
    skipped: [
      ['no file `./absent.slt.part`', 1],
      ['a table that an included file makes, which is not there', 1],
    ],
  });
  expect(
    failures.map(({ line, code, expected, actual }) => [line, code, expected, actual]),
  ).toEqual([
    [10, 'WRONG_RESULT', '3', '2'],
    [15, 'NO_ERROR', 'an error', 'none'],
    [18, 'WRONG_RESULT', '5 rows affected', '2'],
    [24, 'SQL_UNKNOWN_COLUMN', 'no error', expect.stringContaining('"b"')],
  ]);
  expect(lines).toEqual([1, 3, 5, 10, 15, 18, 21, 24, 27]);
});
