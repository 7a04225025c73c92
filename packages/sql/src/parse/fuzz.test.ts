import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { statement } from '../../test/parse/arbitrary-statement.ts';
import { printStatement } from '../ast/print.ts';
import { SqlError } from '../error.ts';
import { fingerprint } from './fingerprint.ts';
import { parseScript } from './parse.ts';

/** Whatever the text is: statements or a SqlError that points into it. */
function expectCoded(sql: string): void {
  fingerprint(sql);
  try {
    parseScript(sql);
  } catch (error) {
    expect(error).toBeInstanceOf(SqlError);
    const position = error instanceof SqlError ? error.position : undefined;
    expect(position).toBeGreaterThanOrEqual(0);
    expect(position).toBeLessThanOrEqual(sql.length);
  }
}

const fragment = fc.oneof(
  fc.constantFrom("'", '"', '--', '/*', '*/', '\\', "E'", "x'", '$', '$1', '.', '..', '::', ';'),
  fc.constantFrom(
    '(',
    ')',
    '[',
    ',',
    'NOT ',
    ' AND ',
    ' IS ',
    ' SELECT ',
    ' FROM ',
    '-',
    '1e',
    '1',
  ),
  fc.constantFrom('\0', '\ud800', '\u00a0', '\ufeff', '😀', '{', '`', '?', ' WITH ', ' OPTIONS '),
  fc.string({ maxLength: 3 }),
);

test('random text gives statements or a coded error', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join('')),
  );
  fc.assert(fc.property(anyText, expectCoded), { numRuns: 3_000 });
});

test('damaged statements give statements or a coded error', () => {
  const edit = fc.record({ at: fc.nat(10_000), remove: fc.nat(6), insert: fragment });
  fc.assert(
    fc.property(statement, fc.array(edit, { minLength: 1, maxLength: 3 }), (node, edits) => {
      let sql = printStatement(node);
      for (const { at, remove, insert } of edits) {
        const start = at % (sql.length + 1);
        sql = sql.slice(0, start) + insert + sql.slice(start + remove);
      }
      expectCoded(sql);
    }),
    { numRuns: 2_000 },
  );
});

const sizeBytes = 262_144;

test.each([
  ['quotes', "'"],
  ['double quotes', '"'],
  ['pairs of quotes', "''"],
  ['open comments', '/*'],
  ['comments', '--'],
  ['semicolons', ';'],
  ['brackets', '[('],
  ['operators', '<>-+'],
  ['digits', '1'],
  ['dots', '.'],
  ['words', 'a '],
  ['letters', 'a'],
  ['commas', ','],
  ['selects', 'select 1;'],
  ['selects without an end', 'select '],
  ['dollars', '$1'],
  ['escapes', "E'\\"],
  ['rows', '(1,2),'],
  ['wide characters', '漢'],
])('256 KiB of %s gives statements or a coded error', (_, unit) => {
  const body = unit.repeat(Math.floor(sizeBytes / Buffer.byteLength(unit)));
  expectCoded(body);
  expectCoded(`INSERT INTO t VALUES ${body}`.slice(0, sizeBytes));
});
