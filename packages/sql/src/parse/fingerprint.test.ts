import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withoutOffsets } from '../../test/parse/arbitrary-statement.ts';
import { rowStatement } from '../../test/parse/arbitrary-write.ts';
import type { Literal, Statement } from '../ast/ast.ts';
import { printStatement } from '../ast/print.ts';
import { SqlError } from '../error.ts';
import { fingerprint, type LiteralToken } from './fingerprint.ts';
import { tokenize } from './lexer.ts';
import { parseScript } from './parse.ts';
import { NumberToken, StringToken } from './tokens.ts';

/** Literals of each mark: within one list all must look the same in a shape. */
const classes: readonly (readonly string[])[] = [
  ['0', '1', '007', '2147483647', '0000000000002147483647'],
  ['2147483648', '9999999999', '9223372036854775807'],
  ['9223372036854775808', '09223372036854775808'],
  ['1.5', '.5', '1.', '1e3', '9223372036854775809', '123456789012345678901234567890'],
  [
    "''",
    "'a'",
    "'it''s'",
    "E'\\n'",
    "'?i'",
    "' -- '",
    "'😀'",
    "$$'$$",
    '$a$$$a$',
    "'a' --\n '''b'",
    "E'a'\n\n'\\'b'",
  ],
];

test.each([
  ['SELECT 1', 'select ?i', ['1']],
  ['  select\t1 ; ; ', 'select ?i', ['1']],
  ['SELECT/**/1--x', 'select ?i', ['1']],
  ["SELECT A  FROM  T\nWHERE b='X'", 'select a from t where b=?s', ['X']],
  ["SELECT \"A b\", 'it''s' FROM t", 'select "A b", ?s from t', ["it's"]],
  ["SELECT E'\\n', e'x'", 'select ?s, ?s', ['\n', 'x']],
  ["SELECT 'a'\n'b', E'a' --'\n '\\'b'", 'select ?s, ?s', ['ab', "a'b"]],
  ["SELECT $$it's$$, $_1$ $$ $1 $_1$, $1", 'select ?s, ?s, $1', ["it's", ' $$ $1 ']],
  [
    'SELECT -5, a-1, 1.5, .5, 3000000000',
    'select -?i, a-?i, ?n, ?n, ?l',
    ['5', '1', '1.5', '.5', '3000000000'],
  ],
  ['SELECT -9223372036854775808', 'select -?m', ['9223372036854775808']],
  ['SELECT a1, $1 FROM t', 'select a1, $1 from t', []],
  ["SELECT date'2024-01-01', TRUE, NULL", 'select date?s, true, null', ['2024-01-01']],
  ['INSERT INTO t VALUES (1, 2)', 'insert into t values (?i, ?i)', ['1', '2']],
  ['SELECT a AS b FROM t WHERE c IN (1)', 'select a as b from t where c in (?i)', ['1']],
  ['SELECT a::int FROM t', 'select a::int from t', []],
  ['SELECT a FROM t AS u (a) LIMIT 1', 'select a from t as u (a) limit ?i', ['1']],
  [
    'WITH x AS MATERIALIZED (SELECT 1) TABLE x',
    'with x as materialized (select ?i) table x',
    ['1'],
  ],
  ['(SELECT 1) UNION VALUES (2)', '(select ?i) union values (?i)', ['1', '2']],
  ['DELETE FROM t WHERE a = 1', 'delete from t where a = ?i', ['1']],
  ['/* c */ UPDATE t SET a = 2', 'update t set a = ?i', ['2']],
])('%s has the shape %s', (sql, shape, literals) => {
  const found = fingerprint(sql);
  expect(found?.shape).toBe(shape);
  expect(found?.literals.map(literalText)).toEqual(literals);
});

test.each(
  [
    '',
    'SELECT 1; SELECT 2',
    '; SELECT 1',
    'EXPLAIN SELECT 1',
    'CREATE TABLE t (a INT)',
    "SUBSCRIBE TO t WHERE a = 'x'",
    "SELECT 'open",
    'SELECT "open',
    'SELECT 1 /* open',
    'SELECT 1a',
    "SELECT x'00'",
    "SELECT E'\\u12'",
    'SELECT größe FROM t',
    'SELECT $a',
    'SELECT a::int[3]',
    'SELECT a::int[][3]',
    'SELECT CAST(a AS int ARRAY[3])',
    'SELECT CAST(a AS varchar(3))',
    'SELECT CAST(a AS varchar( /* */ 3))',
    'SELECT a::character varying (3)',
    'SELECT CAST(a AS "varchar"(3))',
    'SELECT a::timestamp with time zone(3)',
    "SELECT '\ud800'",
    `SELECT '${'x'.repeat(16_384)}'`,
    "SELECT * FROM json_to_record('{}') AS r (a varchar(6)) WHERE 1 = 1",
    "SELECT * FROM json_to_record('{}') r (a int, b character /* ! */ varying -- \n (6))",
    "SELECT * FROM json_to_record('{}') AS r (a varchar [3])",
    "SELECT * FROM json_to_record('{}') AS r (a int, b int[3])",
    "SELECT * FROM json_to_record('{}') AS r (a int array[3])",
    "SELECT * FROM ROWS FROM (json_to_record('{}') AS (a timestamp (6) with time zone))",
    `SELECT ${Array.from({ length: 2_001 }, () => 1).join()}`,
  ].map((sql) => [sql.slice(0, 60), sql]),
)('%s is not lifted', (_, sql) => {
  expect(fingerprint(sql)).toBeUndefined();
});

test('2,000 literals are lifted', () => {
  const sql = `SELECT ${Array.from({ length: 2_000 }, () => 1).join()}`;
  expect(fingerprint(sql)?.literals).toHaveLength(2_000);
});

test('the slots of the parser are the places in the list of lifted literals', () => {
  fc.assert(
    fc.property(rowStatement, blanks(), (statement, blank) => {
      const sql = restyle(printStatement(statement), blank);
      const lifted = fingerprint(sql);
      const literals = literalsOf(parseScript(sql)[0].statement);
      if (lifted === undefined) {
        expect(literals.every(({ slot }) => slot === undefined)).toBe(true);
      } else {
        expect(literals.map(({ slot }) => slot)).toEqual(literals.map((_, index) => index));
        expect(literals.map(describeLiteral)).toEqual(lifted.literals.map(describeToken));
      }
    }),
    { numRuns: 300 },
  );
});

test('texts of one shape have one AST but for offsets and literals', () => {
  const word = fc.constantFrom(
    ...['a', 'B', 't', 'as', '::', 'varchar', 'varying', 'timestamp', 'with', 'time', 'zone', '('],
    ...[')', ',', '.', '*', '-', '=', 'and', 'in', 'limit', 'order by', 'group by', 'cast', '"q"'],
    ...['e', ' ', '/*c*/', '$1', 'null', 'is', 'not', 'date', ';', 'case', 'when', 'then', 'end'],
  );
  const literal = fc
    .constantFrom(...classes)
    .chain((one) => fc.tuple(fc.constantFrom(...one), fc.constantFrom(...one)));
  const pair = fc.oneof(
    { weight: 3, arbitrary: word.map((text): [string, string] => [text, text]) },
    { weight: 2, arbitrary: literal },
  );
  const start = fc.constantFrom('select ', 'select a from t where a = ', 'select a::');
  const glue = fc.constantFrom(' ', '');
  fc.assert(
    fc.property(start, glue, fc.array(pair, { maxLength: 12 }), (prefix, between, pairs) => {
      const left = prefix + pairs.map(([text]) => text).join(between);
      const right = prefix + pairs.map(([, text]) => text).join(between);
      const shape = fingerprint(left)?.shape;
      if (shape !== undefined && shape === fingerprint(right)?.shape) {
        expect(outcome(left)).toEqual(outcome(right));
      }
    }),
    { numRuns: 2_000 },
  );
});

test('literals of one class have one shape, of two classes two', () => {
  const shapes = classes.map(
    (one) => new Set(one.map((text) => fingerprint(`SELECT ${text}`)?.shape)),
  );
  expect(shapes.map(({ size }) => size)).toEqual([1, 1, 1, 1, 1]);
  expect(new Set(shapes.flatMap((one) => [...one])).size).toBe(5);
});

/** The AST without what a shape leaves open, or that there is none. */
function outcome(sql: string): unknown {
  try {
    return JSON.parse(
      JSON.stringify(withoutOffsets(parseScript(sql)), (key, value) =>
        key === 'digits' || key === 'text' || key === 'start' || key === 'end' ? 0 : value,
      ),
    );
  } catch (error) {
    expect(error).toBeInstanceOf(SqlError);
    return 'error';
  }
}

/** The same tokens with other blanks between them, and words in capitals. */
function restyle(sql: string, blank: readonly string[]): string {
  return tokenize(sql)
    .map(({ image, tokenType }, index) => {
      const isText = tokenType === StringToken || tokenType === NumberToken || image[0] === '"';
      return blank[index % blank.length] + (isText ? image : image.toUpperCase());
    })
    .join('');
}

function blanks(): fc.Arbitrary<string[]> {
  const blank = fc.constantFrom(' ', '\n', '  ', "/* ' */", ' -- 1 "\n', '\t/*/**/*/');
  return fc.array(blank, { minLength: 1, maxLength: 5 });
}

function literalsOf(statement: Statement): Literal[] {
  const found: Literal[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) {
      return;
    }
    if (isLifted(node)) {
      found.push(node);
    }
    Object.values(node).forEach(visit);
  };
  visit(statement);
  return found.sort((left, right) => left.at - right.at);
}

function isLifted(node: object): node is Literal {
  const literal = node as Literal;
  return literal.kind === 'literal' && /number|string/.test(literal.literal.kind);
}

function describeLiteral({ literal, at }: Literal): string {
  const value =
    literal.kind === 'number' ? literal.digits : literal.kind === 'string' && literal.text;
  return `${literal.kind} ${value} at ${at}`;
}

function describeToken(token: LiteralToken): string {
  return `${token.kind} ${literalText(token)} at ${token.at}`;
}

function literalText(token: LiteralToken): string {
  return token.kind === 'number' ? token.digits : token.text;
}
