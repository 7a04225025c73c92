import fc from 'fast-check';
import type {
  Expression,
  FromItem,
  JoinCondition,
  Query,
  QueryClauses,
  Select,
  SelectItem,
  SetOperation,
  With,
} from '../../src/ast/ast.ts';
import {
  expression,
  functionCall,
  name,
  orderItem,
  windowDefinition,
} from './arbitrary-expression.ts';
import { groupBy } from './arbitrary-group-by.ts';
import { typeName } from './arbitrary-name.ts';
import { table } from './arbitrary-table.ts';

const at = fc.constant(0);
const optionalExpression = fc.option(expression, { nil: undefined });
const optionalName = fc.option(name, { nil: undefined });
const names = fc.array(name, { maxLength: 3 });

const star = fc
  .array(name, { maxLength: 2 })
  .map((path): Expression => ({ kind: 'star', table: path, at: 0 }));

/** Of SELECT or RETURNING. */
export const selectItem: fc.Arbitrary<SelectItem> = fc.oneof(
  fc.record({ expression, alias: optionalName }),
  fc.record({ expression: star, alias: fc.constant(undefined) }),
);

/** A list of columns only with an alias. */
const alias = fc.oneof(
  fc.constant({ alias: undefined, columns: [] }),
  fc.record({ alias: name, columns: names }),
);

const condition: fc.Arbitrary<JoinCondition> = fc.oneof(
  fc.constant<JoinCondition>({ kind: 'natural' }),
  expression.map((predicate): JoinCondition => ({ kind: 'on', predicate })),
  fc.record({
    kind: fc.constant('using'),
    columns: fc.array(name, { minLength: 1, maxLength: 3 }),
    alias: fc.option(name, { nil: undefined }),
  }),
);

const joinTypes = fc.oneof(
  fc.record({ joinKind: fc.constantFrom('inner', 'left', 'right', 'full'), condition }),
  fc.constant({ joinKind: 'inner', condition: { kind: 'none' } } as const),
);

const orderBy = fc.array(orderItem(expression), { maxLength: 2 });

const locking = fc.record({
  strength: fc.constantFrom('update', 'no key update', 'share', 'key share'),
  of: fc.array(name, { maxLength: 2 }),
  wait: fc.constantFrom('wait', 'nowait', 'skip locked'),
  at: fc.constant(0),
});

/** WITH TIES only with an order and a limit. */
function tail(common: fc.Arbitrary<With | undefined>): fc.Arbitrary<QueryClauses> {
  return fc
    .record({
      with: common,
      orderBy,
      limit: optionalExpression,
      withTies: fc.boolean(),
      offset: optionalExpression,
      locking: fc.array(locking, { maxLength: 2 }),
    })
    .map((clauses) => ({
      ...clauses,
      withTies: clauses.withTies && clauses.limit !== undefined && clauses.orderBy.length > 0,
    }));
}

const quantifier = fc.oneof(
  fc.boolean().map((distinct) => ({ distinct, distinctOn: [] })),
  fc
    .array(expression, { minLength: 1, maxLength: 3 })
    .map((distinctOn) => ({ distinct: true, distinctOn })),
);

/** An expression or DEFAULT. */
export const value: fc.Arbitrary<Expression> = fc.oneof(
  expression,
  fc.constant<Expression>({ kind: 'default', at: 0 }),
);
/** Of VALUES. */
export const rows = fc.array(fc.array(value, { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 3,
});

type Trees = {
  readonly query: Query;
  readonly select: Select;
  readonly with: With;
  readonly from: FromItem;
};

type Tie = fc.LetrecTypedTie<Trees>;

function clauses(tie: Tie): fc.Arbitrary<QueryClauses> {
  return tail(fc.option(tie('with'), { nil: undefined, depthSize: 'small', freq: 1 }));
}

const fromOf = (tie: Tie): fc.Arbitrary<FromItem> =>
  fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(table, alias)
      .map(([table, alias]): FromItem => ({ kind: 'table', table, ...alias, at: 0 })),
    fc.tuple(fc.boolean(), tie('query'), alias).map(([lateral, query, alias]): FromItem => {
      return { kind: 'derived', lateral, query, ...alias, at: 0 };
    }),
    fc
      .record({
        lateral: fc.boolean(),
        calls: fc.array(functionCall, { minLength: 1, maxLength: 2 }),
        ordinality: fc.boolean(),
        alias: fc.oneof(
          alias.map((called) => ({ ...called, definitions: [] })),
          fc.record({
            alias: fc.option(name, { nil: undefined }),
            columns: fc.constant([]),
            definitions: fc.array(fc.record({ name, type: typeName }), {
              minLength: 1,
              maxLength: 2,
            }),
          }),
        ),
      })
      .map(({ alias, ...functions }): FromItem => {
        return { kind: 'function', ...functions, ...alias, at: 0 };
      }),
    fc
      .tuple(joinTypes, tie('from'), tie('from'))
      .map(([type, left, right]): FromItem => ({ kind: 'join', ...type, left, right, at: 0 })),
  );

const withOf = (tie: Tie): fc.Arbitrary<With> =>
  fc.record({
    recursive: fc.boolean(),
    tables: fc.array(
      fc.record({
        name,
        columns: names,
        materialized: fc.constantFrom(true, false, undefined),
        query: tie('query'),
        at,
      }),
      { minLength: 1, maxLength: 2 },
    ),
    at,
  });

const selectOf = (tie: Tie): fc.Arbitrary<Select> =>
  fc
    .tuple(
      fc.record({
        kind: fc.constant('select' as const),
        items: fc.array(selectItem, { maxLength: 3 }),
        from: fc.option(tie('from'), { nil: undefined, maxDepth: 3, depthSize: 'small' }),
        where: optionalExpression,
        having: optionalExpression,
        windows: fc.array(fc.record({ name, definition: windowDefinition(expression) }), {
          maxLength: 2,
        }),
        at,
      }),
      groupBy,
      quantifier,
      clauses(tie),
    )
    .map(([select, groups, distinct, tail]) => ({
      ...select,
      ...groups,
      ...(select.items.length > 0 ? distinct : { distinct: false, distinctOn: [] }),
      ...tail,
    }));

const setOf = (tie: Tie): fc.Arbitrary<SetOperation> =>
  fc
    .tuple(
      fc.record({
        kind: fc.constant('set-operation' as const),
        operator: fc.constantFrom('union', 'intersect', 'except'),
        all: fc.boolean(),
        left: tie('query'),
        right: tie('query'),
        at,
      }),
      clauses(tie),
    )
    .map(([operation, tail]) => ({ ...operation, ...tail }));

export const {
  query,
  from,
  with: withClause,
} = fc.letrec<Trees>((tie) => ({
  from: fromOf(tie),
  with: withOf(tie),
  select: selectOf(tie),
  query: fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    tie('select'),
    fc
      .tuple(rows, clauses(tie))
      .map(([rows, tail]): Query => ({ kind: 'values', rows, ...tail, at: 0 })),
    setOf(tie),
  ),
}));
