import type { Choices } from '../choices.ts';
import { type Fragment, join, sql } from './fragment.ts';
import { literal } from './literals.ts';
import { predicate } from './predicate.ts';
import { columnsOf, type Scope } from './scope.ts';
import { scalarSubquery } from './subquery.ts';
import { typeNames, type ValueType } from './value-type.ts';

type Maker = (choices: Choices, scope: Scope, depth: number) => Fragment;

/**
 * A scalar expression of the type over the columns of the scope; `depth` levels deep at most. It is
 * the same for every order of evaluation: divisors are never 0 and sums of doubles are exact.
 */
export function expression(
  choices: Choices,
  scope: Scope,
  type: ValueType,
  depth: number,
): Fragment {
  const shape = depth <= 0 ? choices.below(5) : choices.below(10);
  if (shape < 4) return columnOr(choices, scope, type);
  if (shape === 4) return literal(choices, type);
  if (shape === 5) return conditional(choices, scope, type, depth);
  if (shape === 6 && scope.nesting > 0) return scalarSubquery(choices, scope, type);
  const makers = [...makersOf[type], ...(scope.features.rich ? richMakersOf[type] : [])];
  return choices.pick(makers)(choices, scope, depth - 1);
}

function columnOr(choices: Choices, scope: Scope, type: ValueType): Fragment {
  const own = columnsOf(scope).filter((column) => column.type === type);
  const outer = scope.outer.filter((column) => column.type === type);
  const columns = outer.length > 0 && choices.rarely(3) ? outer : own;
  return columns.length === 0 ? literal(choices, type) : sql`${choices.pick(columns).sql}`;
}

function conditional(choices: Choices, scope: Scope, type: ValueType, depth: number): Fragment {
  const of = () => expression(choices, scope, type, depth - 1);
  const test = () => predicate(choices, scope, depth - 1);
  const shapes: readonly (() => Fragment)[] = [
    () => sql`coalesce(${of()}, ${of()})`,
    () => sql`nullif(${of()}, ${of()})`,
    () => sql`CASE WHEN ${test()} THEN ${of()} ELSE ${of()} END`,
    () => sql`CASE WHEN ${test()} THEN ${of()} WHEN ${test()} THEN ${of()} END`,
    () => sql`CASE ${of()} WHEN ${of()} THEN ${of()} ELSE ${of()} END`,
  ];
  return choices.pick(shapes)();
}

const ofType =
  (type: ValueType) =>
  (choices: Choices, scope: Scope, depth: number): Fragment =>
    expression(choices, scope, type, depth);
const int = ofType('int');
const bigint = ofType('bigint');
const double = ofType('double');
const decimal = ofType('decimal');
const text = ofType('text');
const date = ofType('date');
const timestamp = ofType('timestamp');

const infix =
  (of: Maker, operators: readonly string[]): Maker =>
  (choices, scope, depth) =>
    sql`(${of(choices, scope, depth)} ${choices.pick(operators)} ${of(choices, scope, depth)})`;

const wholeNumbers = (of: Maker): readonly Maker[] => [
  infix(of, ['+', '-']),
  // Bounded, so that nested products stay in range.
  (choices, scope, depth) =>
    sql`((${of(choices, scope, depth)} * ${choices.pick([2, 3, -1])}) % 1000)`,
  (choices, scope, depth) => {
    const left = of(choices, scope, depth);
    const right = sql`nullif(${of(choices, scope, depth)}, 0)`;
    return choices.rarely(2)
      ? sql`(${left} % ${right})`
      : (dialect) => dialect.divide(left(dialect), right(dialect));
  },
  (choices, scope, depth) => sql`(- ${of(choices, scope, depth)})`,
  (choices, scope, depth) => sql`abs(${of(choices, scope, depth)})`,
];

const makersOf: Readonly<Record<ValueType, readonly Maker[]>> = {
  int: [
    ...wholeNumbers(int),
    (choices, scope, depth) => sql`CAST(length(${text(choices, scope, depth)}) AS INT)`,
  ],
  bigint: [
    ...wholeNumbers(bigint),
    (choices, scope, depth) => sql`CAST(${int(choices, scope, depth)} AS BIGINT)`,
  ],
  double: [
    infix(double, ['+', '-']),
    (choices, scope, depth) =>
      sql`(${double(choices, scope, depth)} * ${choices.pick([2, 0.5, -1])})`,
    (choices, scope, depth) => sql`CAST(${int(choices, scope, depth)} AS DOUBLE)`,
    (choices, scope, depth) => sql`abs(${double(choices, scope, depth)})`,
  ],
  decimal: [
    (choices, scope, depth) =>
      sql`CAST((${decimal(choices, scope, depth)} ${choices.pick(['+', '-'])} ${decimal(choices, scope, depth)}) AS DECIMAL(10,2))`,
    (choices, scope, depth) => sql`CAST((${int(choices, scope, depth)} % 1000) AS DECIMAL(10,2))`,
    (choices, scope, depth) => sql`abs(${decimal(choices, scope, depth)})`,
  ],
  text: [
    infix(text, ['||']),
    (choices, scope, depth) =>
      sql`substr(${text(choices, scope, depth)}, ${choices.pick([1, 2, 3])}, ${choices.pick([1, 2, 0])})`,
    (choices, scope, depth) =>
      sql`replace(${text(choices, scope, depth)}, 'a', ${choices.pick(["'b'", "''", "'xy'"])})`,
    (choices, scope, depth) => sql`trim(${text(choices, scope, depth)})`,
    (choices, scope, depth) => sql`CAST(${int(choices, scope, depth)} AS TEXT)`,
  ],
  boolean: [(choices, scope, depth) => predicate(choices, scope, depth)],
  date: [
    (choices, scope, depth) =>
      sql`(${date(choices, scope, depth)} + ${choices.pick([1, -1, 30, 366])})`,
  ],
  timestamp: [
    (choices, scope, depth) => sql`CAST(${date(choices, scope, depth)} AS TIMESTAMP)`,
    (choices, scope, depth) =>
      sql`(${timestamp(choices, scope, depth)} + INTERVAL ${choices.pick(["'1 hour'", "'1 month'", "'-3 days'"])})`,
  ],
};

const extreme =
  (type: ValueType): Maker =>
  (choices, scope, depth) => {
    const values = choices.several(2, 3, () => expression(choices, scope, type, depth));
    return sql`${choices.pick(['greatest', 'least'])}(${join(values, ', ')})`;
  };

const part =
  (of: Maker, fields: readonly string[]): Maker =>
  (choices, scope, depth) =>
    sql`CAST(extract(${choices.pick(fields)} FROM ${of(choices, scope, depth)}) AS INT)`;

/** What SQLite has not, or means otherwise. */
const richMakersOf: Readonly<Record<ValueType, readonly Maker[]>> = {
  int: [
    extreme('int'),
    part(date, ['year', 'month', 'day', 'quarter', 'dow', 'doy', 'week', 'isodow']),
    part(timestamp, ['hour', 'minute', 'day', 'year']),
    (choices, scope, depth) => sql`CAST(${double(choices, scope, depth)} AS INT)`,
    (choices, scope, depth) => sql`CAST(sign(${int(choices, scope, depth)}) AS INT)`,
    (choices, scope, depth) =>
      sql`(${date(choices, scope, depth)} - ${date(choices, scope, depth)})`,
    (choices, scope, depth) =>
      sql`CAST(strpos(${text(choices, scope, depth)}, ${choices.pick(["'a'", "'b'", "''"])}) AS INT)`,
  ],
  bigint: [extreme('bigint')],
  double: [
    extreme('double'),
    (choices, scope, depth) =>
      sql`${choices.pick(['floor', 'ceil', 'trunc'])}(${double(choices, scope, depth)})`,
    (choices, scope, depth) => sql`CAST(${decimal(choices, scope, depth)} AS DOUBLE)`,
  ],
  decimal: [extreme('decimal')],
  text: [
    extreme('text'),
    (choices, scope, depth) =>
      sql`${choices.pick(['upper', 'lower', 'reverse'])}(${text(choices, scope, depth)})`,
    (choices, scope, depth) =>
      sql`${choices.pick(['left', 'right'])}(${text(choices, scope, depth)}, ${choices.pick([1, 2, -1, 0])})`,
    (choices, scope, depth) =>
      sql`${choices.pick(['lpad', 'rpad'])}(${text(choices, scope, depth)}, ${choices.pick([3, 1])}, 'xy')`,
    (choices, scope, depth) =>
      sql`split_part(${text(choices, scope, depth)}, 'b', ${choices.pick([1, 2])})`,
    (choices, scope, depth) =>
      sql`CAST(${expression(choices, scope, choices.pick(['boolean', 'date', 'decimal', 'bigint']), depth)} AS TEXT)`,
    (choices, scope, depth) =>
      sql`repeat(${text(choices, scope, depth)}, ${choices.pick([2, 0, 1])})`,
  ],
  boolean: [
    (choices, scope, depth) =>
      sql`(${predicate(choices, scope, depth)} IS ${choices.pick(['TRUE', 'NOT TRUE', 'FALSE', 'NOT FALSE'])})`,
  ],
  date: [
    extreme('date'),
    (choices, scope, depth) => sql`CAST(${timestamp(choices, scope, depth)} AS DATE)`,
  ],
  timestamp: [
    extreme('timestamp'),
    (choices, scope, depth) =>
      sql`date_trunc(${choices.pick(["'month'", "'day'", "'year'", "'week'", "'hour'", "'quarter'"])}, ${timestamp(choices, scope, depth)})`,
  ],
};

/** A NULL or value in a CAST, so that the type of the expression is its own. */
export function typed(type: ValueType, value: Fragment): Fragment {
  return sql`CAST(${value} AS ${typeNames[type]})`;
}
