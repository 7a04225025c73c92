import fc from 'fast-check';
import type {
  BinaryOperator,
  Call,
  Case,
  Expression,
  FrameBound,
  Name,
  OrderItem,
  QuantifiedOperator,
  Query,
  TypeName,
  WindowCall,
  WindowDefinition,
  WindowFrame,
} from '../../src/ast/ast.ts';

const quantifiedOperator = fc.constantFrom<QuantifiedOperator>(
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  '~',
  '!~*',
  'like',
  'not ilike',
);

/** Names as the parser gives them: plain ones, keywords, and what needs quotes. */
export const name: fc.Arbitrary<Name> = fc
  .oneof(
    fc.constantFrom(
      'a',
      'b',
      'id',
      'x_1$',
      'key',
      'select',
      'user',
      'left',
      'between',
      'not',
      'rows',
    ),
    fc.constantFrom(
      'current_user',
      'options',
      'filter',
      'unbounded',
      'a"b',
      'a b',
      'größe',
      '1a',
      'at',
      'e',
    ),
  )
  .map((text) => ({ text, at: 0 }));

/** What OVER may follow, and what FROM takes: a call with parentheses. */
const functionName = fc
  .constantFrom('sum', 'a b', 'left')
  .map((word): Name => ({ text: word, at: 0 }));

export const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', "it's", "''", 'a\\b', '"', '--', '/*', '?', ';', '\n', '😀'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);

const digits = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom('0', '007', '1.', '.5', '1.5', '1e3', '1.5E-7', '2147483648'),
  fc.constantFrom('9223372036854775807', '9223372036854775808', '123456789012345678901234567890'),
);

const typeName: fc.Arbitrary<TypeName> = fc.oneof(
  fc
    .constantFrom('int', 'text', 'double precision', 'timestamp with time zone', 'interval', 'my t')
    .map((type) => ({ name: type, arguments: [], at: 0 })),
  fc
    .constantFrom('varchar', 'character varying', 'timestamp without time zone')
    .map((type) => ({ name: type, arguments: [3], at: 0 })),
  fc.constant({ name: 'decimal', arguments: [10, 2], at: 0 }),
);

const binaryOperator = fc.constantFrom<BinaryOperator>(
  ...(['and', 'or', 'and', 'or', '=', '<>', '<', '<=', '>', '>=', '+', '-', '*'] as const),
  ...(['/', '%', '||', 'is distinct from', 'is not distinct from'] as const),
  ...(['^', '&', '|', '#', '<<', '>>', '~', '~*', '!~', '!~*'] as const),
);

const leaf: fc.Arbitrary<Expression> = fc.oneof(
  fc.constant<Expression>(literal({ kind: 'null' })),
  fc.boolean().map((value) => literal({ kind: 'boolean', value })),
  digits.map((value) => literal({ kind: 'number', digits: value })),
  text.map((value) => literal({ kind: 'string', text: value })),
  fc
    .integer({ min: 1, max: 65_535 })
    .map((number): Expression => ({ kind: 'parameter', number, at: 0 })),
  fc
    .array(name, { minLength: 1, maxLength: 3 })
    .map((path) => ({ kind: 'column', path, at: 0 }) as const),
);

const { expression: anyExpression } = fc.letrec<{ expression: Expression }>((tie) => {
  const operand = tie('expression');
  return {
    expression: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      leaf,
      node({
        kind: fc.constant('unary'),
        operator: fc.constantFrom('-', '+', 'not', '~', '@', '|/', '||/'),
        operand,
      }),
      node({
        kind: fc.constant('binary'),
        operator: binaryOperator,
        left: operand,
        right: operand,
      }),
      node({ kind: fc.constant('is-null'), operand, negated: fc.boolean() }),
      node({
        kind: fc.constant('is-truth'),
        operand,
        value: fc.constantFrom(true, false, null),
        negated: fc.boolean(),
      }),
      node({
        kind: fc.constant('like'),
        operand,
        pattern: operand,
        escape: fc.option(operand, { nil: undefined }),
        verb: fc.constantFrom('like', 'ilike', 'similar to'),
        negated: fc.boolean(),
      }),
      node({
        kind: fc.constant('between'),
        operand,
        lower: operand,
        upper: operand,
        symmetric: fc.boolean(),
        negated: fc.boolean(),
      }),
      node({
        kind: fc.constant('in-list'),
        operand,
        list: fc
          .array(operand, { minLength: 1, maxLength: 4 })
          .filter(([first, second]) => second !== undefined || first.kind !== 'subquery'),
        negated: fc.boolean(),
      }),
      ...rowsAndQueries(operand),
      caseExpression(operand),
      node({ kind: fc.constant('cast'), operand, type: typeName }),
      node({ kind: fc.constant('collate'), operand, collation: fc.tuple(name) }),
      call(operand, name),
      node({
        kind: fc.constant('window-call'),
        call: call(operand, functionName),
        over: windowReference(operand),
      }),
      node({
        kind: fc.constant('call'),
        name: fc.constant({ text: 'count', at: 0 }),
        arguments: fc.constant([{ kind: 'star' as const, table: [], at: 0 }]),
        distinct: fc.constant(false),
        orderBy: fc.constant([]),
        withinGroup: fc.constant(false),
        filter: fc.constant(undefined),
      }),
      orderedSet(operand),
    ),
  };
});

/** Any expression the grammar can give, offsets zero and slots undefined. */
export const expression = anyExpression;

/** A call of a function by its name. */
export const functionCall = call(expression, functionName);

function rowsAndQueries(operand: fc.Arbitrary<Expression>): fc.Arbitrary<Expression>[] {
  const query = nestedQuery(operand);
  return [
    node({
      kind: fc.constant('row'),
      items: fc.oneof(
        fc.array(operand, { maxLength: 1 }),
        fc.array(operand, { minLength: 2, maxLength: 3 }),
      ),
    }),
    node({ kind: fc.constant('subquery'), query }),
    node({ kind: fc.constant('exists'), query }),
    node({ kind: fc.constant('in-query'), operand, query, negated: fc.boolean() }),
    node({
      kind: fc.constant('quantified'),
      operator: quantifiedOperator,
      quantifier: fc.constantFrom('any', 'all'),
      operand,
      query,
    }),
    node({
      kind: fc.constant('quantified-array'),
      operator: quantifiedOperator,
      quantifier: fc.constantFrom('any', 'all'),
      operand,
      array: operand.filter(({ kind }) => kind !== 'subquery'),
    }),
    node({ kind: fc.constant('array-query'), query }),
  ];
}

/** Queries have arbitraries of their own; within expressions simple ones do. */
function nestedQuery(operand: fc.Arbitrary<Expression>): fc.Arbitrary<Query> {
  return fc.record({
    kind: fc.constant('select' as const),
    distinct: fc.boolean(),
    items: fc.array(fc.record({ expression: operand, alias: fc.constant(undefined) }), {
      minLength: 1,
      maxLength: 2,
    }),
    from: fc.constant(undefined),
    where: fc.option(operand, { nil: undefined }),
    groupBy: fc.constant([]),
    groupDistinct: fc.constant(false),
    distinctOn: fc.constant([]),
    windows: fc.constant([]),
    having: fc.constant(undefined),
    orderBy: fc.constant([]),
    limit: fc.option(operand, { nil: undefined }),
    offset: fc.constant(undefined),
    with: fc.constant(undefined),
    withTies: fc.constant(false),
    locking: fc.constant([]),
    at: fc.constant(0),
  });
}

function caseExpression(operand: fc.Arbitrary<Expression>): fc.Arbitrary<Case> {
  return fc.record({
    kind: fc.constant('case' as const),
    operand: fc.option(operand, { nil: undefined }),
    branches: fc.array(
      // biome-ignore lint/suspicious/noThenProperty: the AST's word, and nothing awaits an AST.
      fc.record({ when: operand, then: operand }),
      { minLength: 1, maxLength: 3 },
    ),
    otherwise: fc.option(operand, { nil: undefined }),
    at: fc.constant(0),
  });
}

function call(operand: fc.Arbitrary<Expression>, called: fc.Arbitrary<Name>): fc.Arbitrary<Call> {
  const named = node({ kind: fc.constant('named-argument'), name, value: operand });
  return fc.record({
    kind: fc.constant('call' as const),
    name: called,
    arguments: fc.array(fc.oneof({ weight: 5, arbitrary: operand }, named), { maxLength: 3 }),
    distinct: fc.boolean(),
    orderBy: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(orderItem(operand))),
    withinGroup: fc.constant(false),
    filter: fc.option(operand, { nil: undefined }),
    at: fc.constant(0),
  });
}

function windowReference(operand: fc.Arbitrary<Expression>): fc.Arbitrary<WindowCall['over']> {
  return fc.oneof(
    name.map((of) => ({ kind: 'window-name' as const, name: of })),
    windowDefinition(operand),
  );
}

/** A window's definition over these expressions. */
export function windowDefinition(
  operand: fc.Arbitrary<Expression>,
): fc.Arbitrary<WindowDefinition> {
  return fc.record({
    kind: fc.constant('window-definition' as const),
    base: fc.option(name, { nil: undefined }),
    partitionBy: fc.array(operand, { maxLength: 2 }),
    orderBy: fc.array(orderItem(operand), { maxLength: 2 }),
    frame: fc.option(frame(operand), { nil: undefined }),
    at: fc.constant(0),
  });
}

function frame(operand: fc.Arbitrary<Expression>): fc.Arbitrary<WindowFrame> {
  const at = fc.constant(0);
  const kind = fc.constantFrom('unbounded-preceding', 'current-row', 'unbounded-following');
  const side = fc.constantFrom('preceding' as const, 'following' as const);
  const bound: fc.Arbitrary<FrameBound> = fc.oneof(
    fc.record({ kind, at }),
    fc.record({ kind: side, offset: operand, at }),
  );
  return fc.record({
    mode: fc.constantFrom('rows', 'range', 'groups'),
    start: bound,
    end: fc.option(bound, { nil: undefined }),
    exclusion: fc.constantFrom('no others', 'current row', 'group', 'ties'),
    at,
  });
}

function orderedSet(operand: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  return node({
    kind: fc.constant('call'),
    name,
    arguments: fc.array(operand, { maxLength: 2 }),
    distinct: fc.constant(false),
    orderBy: fc.array(orderItem(operand), { minLength: 1, maxLength: 2 }),
    withinGroup: fc.constant(true),
    filter: fc.option(operand, { nil: undefined }),
  });
}

/** One key of ORDER BY over what `operand` gives. */
export function orderItem(operand: fc.Arbitrary<Expression>): fc.Arbitrary<OrderItem> {
  return fc.record({
    expression: operand,
    descending: fc.boolean(),
    nulls: fc.constantFrom('first' as const, 'last' as const, undefined),
  });
}

function literal(value: Extract<Expression, { kind: 'literal' }>['literal']): Expression {
  return { kind: 'literal', literal: value, slot: undefined, at: 0 };
}

/** A record at offset 0; `Model` keeps the fields of one kind of node together. */
function node<Model extends { kind: Expression['kind'] }>(
  model: {
    readonly [K in keyof Model]: fc.Arbitrary<Model[K]>;
  },
): fc.Arbitrary<Expression> {
  return fc.record({ ...model, at: fc.constant(0) }) as unknown as fc.Arbitrary<Expression>;
}
