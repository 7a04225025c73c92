import fc from 'fast-check';
import type {
  AlterUser,
  Expression,
  FromItem,
  Insert,
  JoinCondition,
  Query,
  QueryClauses,
  Select,
  SelectItem,
  SetOperation,
  Statement,
  With,
} from '../../src/ast/ast.ts';
import { hasClauses } from '../../src/ast/query-clauses.ts';
import {
  expression,
  functionCall,
  name,
  orderItem,
  text,
  windowDefinition,
} from './arbitrary-expression.ts';
import { groupBy } from './arbitrary-group-by.ts';
import { showOrComment } from './arbitrary-show.ts';
import { alterTable, createTable, option, table, tableKind } from './arbitrary-table.ts';

const at = fc.constant(0);
const optionalExpression = fc.option(expression, { nil: undefined });
const optionalName = fc.option(name, { nil: undefined });
const names = fc.array(name, { maxLength: 3 });
const userText = fc.record({ text, at });

const explainOptions = fc
  .record({
    analyze: fc.boolean(),
    format: fc.constantFrom('text' as const, 'json' as const),
    timing: fc.boolean(),
    summary: fc.boolean(),
  })
  .map(({ analyze, format, timing, summary }) => ({
    analyze,
    format,
    timing: analyze && timing,
    summary: analyze && summary,
  }));

const star = fc
  .array(name, { maxLength: 2 })
  .map((path): Expression => ({ kind: 'star', table: path, at: 0 }));

const selectItem: fc.Arbitrary<SelectItem> = fc.oneof(
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
  fc
    .array(name, { minLength: 1, maxLength: 3 })
    .map((columns): JoinCondition => ({ kind: 'using', columns })),
);

const joinTypes = fc.oneof(
  fc.record({ joinKind: fc.constantFrom('inner', 'left', 'right', 'full'), condition }),
  fc.constant({ joinKind: 'inner', condition: { kind: 'none' } } as const),
);

const orderBy = fc.array(orderItem(expression), { maxLength: 2 });

/** WITH TIES only with an order and a limit. */
function tail(common: fc.Arbitrary<With | undefined>): fc.Arbitrary<QueryClauses> {
  return fc
    .record({
      with: common,
      orderBy,
      limit: optionalExpression,
      withTies: fc.boolean(),
      offset: optionalExpression,
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

const value: fc.Arbitrary<Expression> = fc.oneof(
  expression,
  fc.constant<Expression>({ kind: 'default', at: 0 }),
);
const rows = fc.array(fc.array(value, { minLength: 1, maxLength: 3 }), {
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
        alias,
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

const { query } = fc.letrec<Trees>((tie) => ({
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

/** Bare VALUES are the rows of the statement. */
const source: fc.Arbitrary<Pick<Insert, 'rows' | 'query'>> = fc.oneof(
  rows.map((rows) => ({ rows, query: undefined })),
  fc.constant({ rows: [[]], query: undefined }),
  query.map((query) =>
    query.kind === 'values' && !hasClauses(query)
      ? { rows: query.rows, query: undefined }
      : { rows: [], query },
  ),
);

const returning = fc.array(selectItem, { maxLength: 2 });

const insert = fc
  .tuple(
    fc.record({
      kind: fc.constant('insert' as const),
      table,
      alias: optionalName,
      columns: names,
      returning,
      at,
    }),
    source,
  )
  .map(([insert, source]): Insert => ({ ...insert, ...source }));

const update = fc.record({
  kind: fc.constant('update' as const),
  table,
  alias: optionalName,
  assignments: fc.array(fc.record({ column: name, value }), { minLength: 1, maxLength: 3 }),
  where: optionalExpression,
  returning,
  at,
});

const remove = fc.record({
  kind: fc.constant('delete' as const),
  table,
  alias: optionalName,
  where: optionalExpression,
  returning,
  at,
});

/** Queries, INSERT, UPDATE, DELETE: what `fingerprint` is for. */
export const rowStatement = fc.oneof(query, insert, update, remove);

const role = fc.constantFrom('user', 'dba', 'service').map((word) => ({ text: word, at: 0 }));

const userClause: fc.Arbitrary<AlterUser['set']> = fc.oneof(
  text.map((password) => ({ kind: 'password' as const, password })),
  role.map((word) => ({ kind: 'role' as const, role: word })),
  text.map((email) => ({ kind: 'email' as const, email })),
);

const otherStatement: fc.Arbitrary<Statement> = fc.oneof(
  createTable,
  alterTable,
  fc.record({
    kind: fc.constant('drop-table' as const),
    tableKind,
    table,
    ifExists: fc.boolean(),
    cascade: fc.boolean(),
    at,
  }),
  fc.record({
    kind: fc.constant('create-view' as const),
    view: table,
    orReplace: fc.boolean(),
    ifNotExists: fc.boolean(),
    columns: names,
    query,
    queryText: fc.constant(''),
    at,
  }),
  fc.record({
    kind: fc.constant('drop-view' as const),
    view: table,
    ifExists: fc.boolean(),
    cascade: fc.boolean(),
    at,
  }),
  fc.record({
    kind: fc.constant('create-index' as const),
    name,
    table,
    unique: fc.boolean(),
    nullsDistinct: fc.boolean(),
    ifNotExists: fc.boolean(),
    keys: fc.array(orderItem(expression), { minLength: 1, maxLength: 3 }),
    where: optionalExpression,
    at,
  }),
  fc.record({
    kind: fc.constant('drop-index' as const),
    index: table,
    ifExists: fc.boolean(),
    cascade: fc.boolean(),
    at,
  }),
  fc.record({
    kind: fc.constant('explain' as const),
    statement: rowStatement,
    options: explainOptions,
    at,
  }),
  fc.record({
    kind: fc.constant('create-namespace' as const),
    name,
    ifNotExists: fc.boolean(),
    at,
  }),
  fc.record({
    kind: fc.constant('drop-namespace' as const),
    name,
    ifExists: fc.boolean(),
    cascade: fc.boolean(),
    at,
  }),
  fc.record({ kind: fc.constant('show-namespaces' as const), at }),
  fc.record({ kind: fc.constant('show-tables' as const), namespace: optionalName, at }),
  showOrComment,
  fc.record({
    kind: fc.constant('create-user' as const),
    user: userText,
    ifNotExists: fc.boolean(),
    password: fc.option(text, { nil: undefined }),
    role,
    email: fc.option(text, { nil: undefined }),
    at,
  }),
  fc.record({ kind: fc.constant('alter-user' as const), user: userText, set: userClause, at }),
  fc.record({
    kind: fc.constant('drop-user' as const),
    user: userText,
    ifExists: fc.boolean(),
    at,
  }),
  fc.record({
    kind: fc.constant('subscribe' as const),
    query,
    queryText: fc.constant(''),
    options: fc.array(option, { maxLength: 2 }),
    at,
  }),
);

/** Any statement the grammar can give, offsets zero, slots undefined, `queryText` empty. */
export const statement: fc.Arbitrary<Statement> = fc.oneof(
  rowStatement,
  otherStatement,
  fc.record({
    kind: fc.constant('execute-as-user' as const),
    user: userText,
    statement: fc.oneof(rowStatement, otherStatement),
    at,
  }),
);

/** The tree with offsets zero, slots undefined and `queryText` empty. */
export function withoutOffsets<T>(tree: T): T {
  return JSON.parse(
    JSON.stringify(tree, (key, field) => {
      if (key === 'at') {
        return 0;
      }
      return key === 'slot' || key === 'queryText' ? undefined : field;
    }),
  );
}
