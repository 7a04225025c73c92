import { expect, test } from '@jest/globals';
import type { Expression, Query } from '../ast/ast.ts';
import { parseExpression, parseScript } from './parse.ts';

type Kind = Expression['kind'];
type Node<K extends Kind> = Extract<Expression, { kind: K }>;

const shown: { readonly [K in Kind]: (node: Node<K>) => string } = {
  literal: ({ literal }) => {
    if (literal.kind === 'number') {
      return literal.digits;
    }
    return literal.kind === 'string'
      ? JSON.stringify(literal.text)
      : String(literal.kind === 'null' ? null : literal.value);
  },
  parameter: ({ number }) => `$${number}`,
  column: ({ path }) => path.map(({ text }) => text).join('.'),
  star: ({ table }) => [...table.map(({ text }) => text), '*'].join('.'),
  unary: (node) => `(${node.operator} ${show(node.operand)})`,
  binary: (node) => `(${node.operator} ${show(node.left)} ${show(node.right)})`,
  'is-null': (node) => `(${node.negated ? 'not-null' : 'null'} ${show(node.operand)})`,
  'is-truth': (node) => `(${node.negated ? 'is-not' : 'is'} ${node.value} ${show(node.operand)})`,
  like: (node) => {
    const name = not(node) + node.verb.replace(' ', '-');
    const mark = node.escape ? ` ${show(node.escape)}` : '';
    return `(${name} ${show(node.operand)} ${show(node.pattern)}${mark})`;
  },
  between: (node) => `(${not(node)}between ${showAll([node.operand, node.lower, node.upper])})`,
  'in-list': (node) => `(${not(node)}in ${showAll([node.operand, ...node.list])})`,
  row: ({ items }) => `(row ${showAll(items)})`,
  subquery: ({ query }) => `(query ${showItems(query)})`,
  exists: ({ query }) => `(exists ${showItems(query)})`,
  'in-query': (node) => `(${not(node)}in ${show(node.operand)} (query ${showItems(node.query)}))`,
  quantified: ({ operator, quantifier, operand, query }) =>
    `(${operator} ${show(operand)} (${quantifier} ${showItems(query)}))`,
  'quantified-array': ({ operator, quantifier, operand, array }) =>
    `(${operator} ${show(operand)} (${quantifier} ${show(array)}))`,
  'array-query': ({ query }) => `(array (query ${showItems(query)}))`,
  case: ({ operand, branches, otherwise }) => {
    const list = branches.map((branch) => `${show(branch.when)}:${show(branch.then)}`);
    return `(case ${show(operand)} ${list.join(' ')} ${show(otherwise)})`;
  },
  cast: ({ operand, type }) => {
    const sizes = type.arguments.length > 0 ? `[${type.arguments.join()}]` : '';
    return `(cast ${show(operand)} <${type.name}${sizes}${'[]'.repeat(type.dimensions ?? 0)}>)`;
  },
  call: (node) => {
    const list = node.arguments.map((value) => ` ${show(value)}`).join('');
    const filter = node.filter ? ` filter ${show(node.filter)}` : '';
    return `${node.name.text}(${node.distinct ? 'distinct' : ''}${list}${filter})`;
  },
  collate: ({ operand, collation }) =>
    `(collate ${show(operand)} ${collation.map(({ text }) => text).join('.')})`,
  array: ({ elements }) => `(array ${showAll(elements)})`,
  subscript: ({ operand, index }) => `(at ${show(operand)} ${show(index)})`,
  slice: ({ operand, lower, upper }) => `(slice ${[operand, lower, upper].map(show).join(' ')})`,
  'named-argument': ({ name, value }) => `${name.text}=>${show(value)}`,
  'window-call': ({ call }) => `(over ${show(call)})`,
  default: () => 'default',
};

/** The tree in prefix form: every node in parentheses, so that all grouping is seen. */
function show(node: Expression | undefined): string {
  return node === undefined ? '-' : (shown[node.kind] as (node: Expression) => string)(node);
}

function showAll(nodes: readonly Expression[]): string {
  return nodes.map(show).join(' ');
}

function showItems(query: Query): string {
  if (query.kind !== 'select') return query.kind;
  return showAll(query.items.map(({ expression }) => expression));
}

function not({ negated }: { readonly negated: boolean }): string {
  return negated ? 'not-' : '';
}

test.each([
  // Queries and rows
  ['(SELECT a) + 1', '(+ (query a) 1)'],
  ['((SELECT (SELECT a)))', '(query (query a))'],
  ['((SELECT a) + 1) * (VALUES (1))', '(* (+ (query a) 1) (query values))'],
  ['a IN ((SELECT b) UNION SELECT c)', '(in a (query set-operation))'],
  ['NOT EXISTS (SELECT 1) AND b', '(and (not (exists 1)) b)'],
  ['exists(a)', 'exists( a)'],
  ['a IN (SELECT b) AND c', '(and (in a (query b)) c)'],
  ['a NOT IN ((SELECT b))', '(not-in a (query b))'],
  ['a IN ((SELECT b), 1)', '(in a (query b) 1)'],
  ['a + 1 = ANY (SELECT b) OR c', '(or (= (+ a 1) (any b)) c)'],
  ['a <> SOME (SELECT b)', '(<> a (any b))'],
  ['a <= ALL (SELECT b)', '(<= a (all b))'],
  ['(a, b) = (c, d)', '(= (row a b) (row c d))'],
  ['ROW(a, b) < row(1, 2)', '(< (row a b) (row 1 2))'],
  ['ROW() IS NULL', '(null (row ))'],
  ['(a, b) IN ((1, 2), (3, 4))', '(in (row a b) (row 1 2) (row 3 4))'],
  ['(a, b) IN (SELECT c, d)', '(in (row a b) (query c d))'],
  // Arrays and JSON
  ['ARRAY[a, b + 1]', '(array a (+ b 1))'],
  ['ARRAY[[1, 2], [a, b]]', '(array (array 1 2) (array a b))'],
  ['ARRAY[]::int[]', '(cast (array ) <int[]>)'],
  ['-a[1][2] + b', '(+ (- (at (at a 1) 2)) b)'],
  ['a[1]::text[][3]', '(cast (at a 1) <text[][]>)'],
  ['a[1 : b + 2]', '(slice a 1 (+ b 2))'],
  ['a[: 2][1 :]', '(slice (slice a - 2) 1 -)'],
  ['a[:]', '(slice a - -)'],
  ['CAST(a AS int ARRAY)', '(cast a <int[]>)'],
  ['CAST(a AS int ARRAY[3])', '(cast a <int[]>)'],
  ["a -> 'b' ->> 0 = c", '(= (->> (-> a "b") 0) c)'],
  ["a #>> '{b}' || c", '(|| (#>> a "{b}") c)'],
  ['a @> b AND c ?| d', '(and (@> a b) (?| c d))'],
  ['a <-> b < 1', '(< (<-> a b) 1)'],
  // PostgreSQL's other operators
  ['2 * a ^ b ^ c', '(* 2 (^ (^ a b) c))'],
  ['-a ^ 2', '(^ (- a) 2)'],
  ['a & b | c # d << 1 + 2', '(<< (# (| (& a b) c) d) (+ 1 2))'],
  ['~ a + b', '(~ (+ a b))'],
  ['~ a & b', '(& (~ a) b)'],
  ['2 * @ a + 1', '(* 2 (@ (+ a 1)))'],
  ['|/ 4 = 2', '(= (|/ 4) 2)'],
  ['||/ 8', '(||/ 8)'],
  ['a ~ b AND c !~* d', '(and (~ a b) (!~* c d))'],
  ['a ~* b || c', '(|| (~* a b) c)'],
  ['a !~~* b', '(not-ilike a b)'],
  ['a ~~ b', '(like a b)'],
  ["a SIMILAR TO 'x' ESCAPE '!'", '(similar-to a "x" "!")'],
  ['a NOT SIMILAR TO b', '(not-similar-to a b)'],
  ['a || b COLLATE "C"', '(|| a (collate b c))'],
  ['a COLLATE pg_catalog."C"', '(collate a pg_catalog.c)'],
  // Arguments with words between them
  ['position(a || b IN c)', 'position( c (|| a b))'],
  ['substring(a FROM 2 FOR 3)', 'substring( a 2 3)'],
  ['substring(a FOR 3)', 'substring( a 1 3)'],
  ['substring(a FOR 3 FROM 2)', 'substring( a 2 3)'],
  ["substring(a SIMILAR b ESCAPE '#')", 'substring( a b "#")'],
  ['substring(a, 2)', 'substring( a 2)'],
  ['overlay(a PLACING b FROM 2 FOR 3)', 'overlay( a b 2 3)'],
  ['trim(a)', 'btrim( a)'],
  ['trim(BOTH FROM a)', 'btrim( a)'],
  ['trim(LEADING b FROM a)', 'ltrim( a b)'],
  ['trim(b FROM a)', 'btrim( a b)'],
  ['trim(TRAILING a)', 'rtrim( a)'],
  ['normalize(a, NFD)', 'normalize( a "nfd")'],
  ['a IS NORMALIZED', 'is_normalized( a)'],
  ['a IS NOT NFKC NORMALIZED', '(not is_normalized( a "nfkc"))'],
  ['f(a, b => 1, c := 2)', 'f( a b=>1 c=>2)'],
  // Literals
  ['1', '1'],
  ['1.5', '1.5'],
  ['.5', '.5'],
  ['1.', '1.'],
  ['1e3', '1e3'],
  ['1.5E-3', '1.5E-3'],
  ['00123456789012345678901234567890', '00123456789012345678901234567890'],
  ["'it''s'", `"it's"`],
  ["''", '""'],
  ["'a\\nb'", '"a\\\\nb"'],
  ["E'a\\nb\\t\\\\\\'c''d'", `"a\\nb\\t\\\\'c'd"`],
  ["e'\\u0041\\x42\\103\\U0001F600'", '"ABC😀"'],
  ["E'\\ud83d\\ude00'", '"😀"'],
  ["x'CAfe'", '(cast "\\\\xcafe" <bytes>)'],
  ["'a'\n'b'", '"ab"'],
  ["'a'''  -- '\r\n  '''b' \n\n 'c'", `"a''bc"`],
  ["''\n''", '""'],
  ["E'a\\n'\n'b\\''", `"a\\nb'"`],
  ["U&'\\00'\n'61'", '"a"'],
  ["X'0'\n'f'", '(cast "\\\\x0f" <bytes>)'],
  ['TRUE', 'true'],
  ['false', 'false'],
  ['NULL', 'null'],
  ['$1', '$1'],
  // Names
  ['a', 'a'],
  ['A.B', 'a.b'],
  ['ns.t.c', 'ns.t.c'],
  ['"Quoted"', 'quoted'],
  ['"a""b"', 'a"b'],
  ['"select"', 'select'],
  ['t.select', 't.select'],
  ['Größe', 'größe'],
  ['ÄPFEL', 'Äpfel'],
  ['_x$1', '_x$1'],
  // Precedence and associativity
  ['a OR b AND c', '(or a (and b c))'],
  ['a AND b OR c AND d', '(or (and a b) (and c d))'],
  ['NOT a AND b', '(and (not a) b)'],
  ['NOT a = b', '(not (= a b))'],
  ['NOT NOT a', '(not (not a))'],
  ['NOT a IS NULL', '(not (null a))'],
  ['a = NOT b AND c', '(and (= a (not b)) c)'],
  ['a = b IS NULL', '(null (= a b))'],
  ['a IS NULL = b', '(= (null a) b)'],
  ['a IS NULL IS NULL', '(null (null a))'],
  ['a = b + c', '(= a (+ b c))'],
  ['a + b * c - d', '(- (+ a (* b c)) d)'],
  ['a - b - c', '(- (- a b) c)'],
  ['a * b / c % d', '(% (/ (* a b) c) d)'],
  ['a || b + c', '(|| a (+ b c))'],
  ['a || b = c || d', '(= (|| a b) (|| c d))'],
  ['- a + b', '(+ (- a) b)'],
  ['-a * b', '(* (- a) b)'],
  ['a * -b', '(* a (- b))'],
  ['- - a', '(- (- a))'],
  ['a - -1', '(- a (- 1))'],
  ['a=-1', '(= a (- 1))'],
  ['a<>-1', '(<> a (- 1))'],
  ['a != b', '(<> a b)'],
  ['+a', '(+ a)'],
  ['-a::int', '(- (cast a <int>))'],
  ["'1'::int + 2", '(+ (cast "1" <int>) 2)'],
  ['a::int::text', '(cast (cast a <int>) <text>)'],
  ['(a OR b) AND c', '(and (or a b) c)'],
  ['a >= b AND c <= d', '(and (>= a b) (<= c d))'],
  // AND and OR chains come out balanced and in order
  ['a AND b AND c', '(and (and a b) c)'],
  ['a OR b OR c OR d', '(or (or a b) (or c d))'],
  ['a AND (b AND c)', '(and a (and b c))'],
  // Predicates
  ['a IS NOT NULL', '(not-null a)'],
  ['a ISNULL', '(null a)'],
  ['a NOTNULL', '(not-null a)'],
  ['a IS TRUE', '(is true a)'],
  ['a IS NOT FALSE', '(is-not false a)'],
  ['a IS UNKNOWN', '(is null a)'],
  ['a IS DISTINCT FROM b + 1', '(is distinct from a (+ b 1))'],
  ['a IS NOT DISTINCT FROM NULL', '(is not distinct from a null)'],
  ['a BETWEEN 1 AND 2 AND b', '(and (between a 1 2) b)'],
  ['a NOT BETWEEN b + 1 AND c || d', '(not-between a (+ b 1) (|| c d))'],
  ['a BETWEEN 1 AND 2 = b', '(= (between a 1 2) b)'],
  ['a IN (1, 2, b + 1)', '(in a 1 2 (+ b 1))'],
  ['a NOT IN (1)', '(not-in a 1)'],
  ['a = b IN (1)', '(= a (in b 1))'],
  ["a LIKE 'x%' ESCAPE '!'", '(like a "x%" "!")'],
  ["a || b NOT ILIKE 'x' OR c", '(or (not-ilike (|| a b) "x") c)'],
  ["a LIKE 'x' || '%'", '(like a (|| "x" "%"))'],
  // CASE, CAST, calls
  ['CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END', '(case - a:1 b:2 3)'],
  ['CASE a WHEN 1 THEN 2 END', '(case a 1:2 -)'],
  ['CAST(a AS varchar(20))', '(cast a <varchar[20]>)'],
  ['a::double precision', '(cast a <double precision>)'],
  ['CAST(a AS CHARACTER VARYING(5))', '(cast a <character varying[5]>)'],
  ['a::timestamp(3) with time zone', '(cast a <timestamp with time zone[3]>)'],
  ["TIMESTAMP '2024-01-01'", '(cast "2024-01-01" <timestamp>)'],
  ["timestamp without time zone '2024-01-01'", '(cast "2024-01-01" <timestamp without time zone>)'],
  ["date'2024-01-01'", '(cast "2024-01-01" <date>)'],
  ["INTERVAL '1 day'", '(cast "1 day" <interval>)'],
  ['now()', 'now()'],
  ['Coalesce(a, 1, b.c)', 'coalesce( a 1 b.c)'],
  ['count(*)', 'count( *)'],
  ['count(DISTINCT a)', 'count(distinct a)'],
  ['sum(ALL a)', 'sum( a)'],
  ['count(*) FILTER (WHERE a > 1)', 'count( * filter (> a 1))'],
  ["left('abc', 2)", 'left( "abc" 2)'],
  ['CURRENT_USER', 'current_user()'],
  ['CURRENT_USER()', 'current_user()'],
  ['user', 'current_user()'],
  ['CURRENT_TIMESTAMP', 'current_timestamp()'],
  // Words that are names
  ['key + type + text + name + role + password + options + at', undefined],
  ['value + values + level + time + date + interval + first + last + rows + storage', undefined],
  ['between BETWEEN set AND show', '(between between set show)'],
  // Comments
  ['a -- x\n + b', '(+ a b)'],
  ['a /* x /* nested */ y */ + b', '(+ a b)'],
  ['a--x', 'a'],
])('%s', (sql, expected) => {
  const tree = show(parseExpression(sql));
  if (expected !== undefined) {
    expect(tree).toBe(expected);
  }
});

test('offsets are those of the first character, of operators that of the operator', () => {
  expect(parseExpression('  a + b.c IS NULL')).toEqual({
    kind: 'is-null',
    negated: false,
    at: 2,
    operand: {
      kind: 'binary',
      operator: '+',
      at: 4,
      left: { kind: 'column', path: [{ text: 'a', at: 2 }], at: 2 },
      right: {
        kind: 'column',
        path: [
          { text: 'b', at: 6 },
          { text: 'c', at: 8 },
        ],
        at: 6,
      },
    },
  });
});

test.each([
  'a < b < c',
  'a = b = c',
  'a OR b < c < d',
  'a LIKE b LIKE c',
  'a BETWEEN 1 AND 2 BETWEEN 3 AND 4',
  'a IS DISTINCT FROM b IS DISTINCT FROM c',
  'NOT a < b < c',
  'a b',
  '',
  '()',
  'a IN ()',
  '*',
  't.*.a',
  'count(',
  'CASE END',
  'left',
  '1 = ',
])('%s is a syntax error', (sql) => {
  expect(() => parseExpression(sql)).toThrow(expect.objectContaining({ code: 'SQL_SYNTAX' }));
});

test.each([
  ['AND', 5_000],
  ['OR', 5_000],
])('a chain of %s is as long as one likes and stays shallow', (operator, count) => {
  const sql = Array.from({ length: count }, (_, index) => `a = ${index}`).join(` ${operator} `);
  expect(height(parseExpression(sql))).toBeLessThan(16);
});

test('an IN list of 10,000 is fine', () => {
  const list = Array.from({ length: 10_000 }, (_, index) => index).join(',');
  const node = parseExpression(`a IN (${list})`);
  expect(node.kind === 'in-list' && node.list.length).toBe(10_000);
});

test('a chain of 300 other operators is fine', () => {
  expect(parseExpression(Array.from({ length: 301 }, () => 'a').join(' || ')).kind).toBe('binary');
});

test.each([
  ['parentheses', `${'('.repeat(100_000)}1`],
  ['balanced parentheses', `${'('.repeat(500)}1${')'.repeat(500)}`],
  ['NOT', `${'NOT '.repeat(100_000)}a`],
  ['minus', `${'- '.repeat(100_000)}1`],
  ['calls', 'f('.repeat(100_000)],
  ['CASE', 'CASE WHEN '.repeat(50_000)],
  ['CAST', 'CAST('.repeat(100_000)],
  ['IN', 'a IN ('.repeat(100_000)],
  ['BETWEEN', 'a BETWEEN ('.repeat(50_000)],
  ['IS DISTINCT FROM', 'a IS DISTINCT FROM ('.repeat(50_000)],
  ['all levels', 'a OR b AND NOT c = d || e + f * - ('.repeat(20_000)],
  ['a sum', Array.from({ length: 10_000 }, () => 'a').join('+')],
  ['casts', `a${'::int'.repeat(10_000)}`],
  ['IS NULL', `a${' IS NULL'.repeat(10_000)}`],
  ['AND within OR within AND', '(a AND b OR c AND '.repeat(1_000)],
])('nesting too deep in %s is refused by count', (_, sql) => {
  expect(() => parseScript(`SELECT ${sql}`)).toThrow(
    expect.objectContaining({ code: 'SQL_TOO_DEEP', position: expect.any(Number) }),
  );
});

test('what is just within the limit is read: calls and lists count twice', () => {
  for (const [unit, count] of [
    ['(', 199],
    ['f(', 99],
    ['a IN (', 99],
    ['NOT (', 99],
  ] as const) {
    const sql = `SELECT ${unit.repeat(count)}1${')'.repeat(count)}`;
    expect(parseScript(sql)).toHaveLength(1);
    expect(() => parseScript(sql.replace('1', `${unit}${unit}1))`))).toThrow('200 levels');
  }
});

test('a caller with little stack left gets the same error', () => {
  const sql = `SELECT ${'('.repeat(199)}1${')'.repeat(199)}`;
  const burrow = (): unknown => {
    try {
      return burrow();
    } catch (error) {
      // In the frame above, until there is just enough stack to begin.
      return error instanceof RangeError ? parseScript(sql) : error;
    }
  };
  expect(burrow()).toMatchObject({ code: 'SQL_TOO_DEEP' });
});

test('maxDepth is respected, and can only be lowered', () => {
  expect(() => parseScript('SELECT ((((1))))', { maxDepth: 4 })).toThrow('4 levels');
  expect(() => parseScript(`SELECT ${'('.repeat(300)}1`, { maxDepth: 10_000 })).toThrow('200');
  expect(parseScript('SELECT ((((1))))', { maxDepth: 5 })).toHaveLength(1);
});

function height(e: Expression): number {
  return e.kind === 'binary' ? 1 + Math.max(height(e.left), height(e.right)) : 1;
}
