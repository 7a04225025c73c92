import { describe, expect, test } from '@jest/globals';
import { type SqlType, sqlTypes, type Value } from '@kalamdb/sql';
import { compareResult } from './compare-result.ts';
import type { Dialect, Expected, SortMode } from './record.ts';

const { boolean, int, bigint, double, text, timestamp, bytes } = sqlTypes;

interface Case {
  readonly types: string;
  readonly columns: readonly SqlType[];
  readonly rows: readonly (readonly Value[])[];
  readonly expected: readonly string[] | Expected;
  readonly sort?: SortMode;
}

function compare(dialect: Dialect, { types, columns, rows, expected, sort = 'nosort' }: Case) {
  const wanted: Expected = 'kind' in expected ? expected : { kind: 'lines', lines: [...expected] };
  const record = { kind: 'query', line: 1, sql: '', types, sort, expected: wanted } as const;
  return compareResult(record, dialect, { types: columns, rows });
}

describe('SQLite, one value per line', () => {
  const same: Record<string, Case> = {
    'integers and NULL': {
      types: 'II',
      columns: [int, bigint],
      rows: [
        [1, null],
        [-2, 9007199254740993n],
      ],
      expected: ['1', 'NULL', '-2', '9007199254740993'],
    },
    'I cuts off fractions and reads text as C does': {
      types: 'IIIII',
      columns: [double, double, text, text, boolean],
      rows: [[-2.9, -0.5, '12abc', 'abc', true]],
      expected: ['-2', '0', '12', '0', '1'],
    },
    'R has three digits': {
      types: 'RR',
      columns: [double, int],
      rows: [[0.12345, 2]],
      expected: ['0.123', '2.000'],
    },
    'T shows empty text and hides what is not printable': {
      types: 'TTT',
      columns: [text, text, int],
      rows: [['', 'a\né', 5]],
      expected: ['(empty)', 'a@@@', '5'],
    },
    'rowsort sorts rows by their cells': {
      types: 'II',
      columns: [int, int],
      rows: [
        [2, 1],
        [10, 5],
        [10, 4],
      ],
      sort: 'rowsort',
      expected: ['10', '4', '10', '5', '2', '1'],
    },
    'valuesort sorts all values': {
      types: 'II',
      columns: [int, int],
      rows: [
        [2, 1],
        [10, 5],
      ],
      sort: 'valuesort',
      expected: ['1', '10', '2', '5'],
    },
    'a hash is that of the values with a line end each': {
      types: 'I',
      columns: [int],
      rows: Array.from({ length: 10 }, () => [0]),
      expected: { kind: 'hash', count: 10, md5: 'b833e3a3ba082b2c0028b4cd08f0834d' },
    },
  };
  test.each(Object.entries(same))('%s', (_, sample) => {
    expect(compare('sqlite', sample)).toBeUndefined();
  });

  test('another value, count, order or number of columns is a difference', () => {
    const columns = [int];
    const rows = [[1], [2]];
    expect(compare('sqlite', { types: 'I', columns, rows, expected: ['1', '3'] })).toEqual({
      expected: '1\n3',
      actual: '1\n2',
    });
    expect(compare('sqlite', { types: 'I', columns, rows, expected: ['1'] })).toBeDefined();
    expect(compare('sqlite', { types: 'I', columns, rows, expected: ['2', '1'] })).toBeDefined();
    expect(compare('sqlite', { types: 'II', columns, rows, expected: ['1', '2'] })).toEqual({
      expected: '2 columns',
      actual: '1 columns',
    });
  });
});

describe('DataFusion, one row per line', () => {
  const same: Record<string, Case> = {
    'values of all kinds': {
      types: 'IRTBPT?',
      columns: [bigint, double, text, boolean, timestamp, text, bytes],
      rows: [
        [5n, 100, 'a b', true, 1_000_001n, '', Uint8Array.of(0xff, 1)],
        [null, null, null, null, null, null, null],
      ],
      expected: [
        '5 100 a b true 1970-01-01T00:00:01.000001 (empty) ff01',
        'NULL NULL NULL NULL NULL NULL NULL',
      ],
    },
    'floats at 1e-9, beside text with spaces': {
      types: 'TRT',
      columns: [text, double, text],
      rows: [
        ['a 1', 0.1 + 0.2, 'b c'],
        ['x', Number.POSITIVE_INFINITY, 'y'],
      ],
      expected: ['a 1 0.3 b c', 'x Infinity y'],
    },
    'rowsort of rows whose floats are written in other ways': {
      types: 'R',
      columns: [double],
      rows: [[1e21], [2]],
      sort: 'rowsort',
      expected: ['1000000000000000000000', '2'],
    },
    'no rows': { types: 'I', columns: [int], rows: [], expected: [] },
  };
  test.each(Object.entries(same))('%s', (_, sample) => {
    expect(compare('datafusion', sample)).toBeUndefined();
  });

  const different: Record<string, Case> = {
    'a float that is off by more': {
      types: 'R',
      columns: [double],
      rows: [[0.3000001]],
      expected: ['0.3'],
    },
    'NULL and a number': { types: 'R', columns: [double], rows: [[null]], expected: ['0'] },
    'text that only starts alike': {
      types: 'T',
      columns: [text],
      rows: [['ab']],
      expected: ['abc'],
    },
    'rows in another order': { types: 'I', columns: [int], rows: [[2], [1]], expected: ['1', '2'] },
    'a row too few': { types: 'I', columns: [int], rows: [[1]], expected: ['1', '1'] },
    'a row twice instead of another': {
      types: 'I',
      columns: [int],
      rows: [[1], [1]],
      sort: 'rowsort',
      expected: ['1', '2'],
    },
  };
  test.each(Object.entries(different))('%s differs', (_, sample) => {
    expect(compare('datafusion', sample)).toBeDefined();
  });
});
