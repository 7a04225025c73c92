import fc from 'fast-check';
import type {
  AlterUser,
  ColumnDefinition,
  Expression,
  FromItem,
  JoinCondition,
  Select,
  Statement,
  TableName,
  TableOption,
} from '../../src/ast/ast.ts';
import { expression, name, orderItem, text } from './arbitrary-expression.ts';
import { groupBy } from './arbitrary-group-by.ts';

const at = fc.constant(0);
const optionalExpression = fc.option(expression, { nil: undefined });
const optionalName = fc.option(name, { nil: undefined });
const names = fc.array(name, { maxLength: 3 });
const userText = fc.record({ text, at });
const tableKind = fc.constantFrom('user', 'shared', 'stream', undefined);

const table: fc.Arbitrary<TableName> = fc.record({ namespace: optionalName, name });

const star = fc
  .array(name, { maxLength: 2 })
  .map((path): Expression => ({ kind: 'star', table: path, at: 0 }));

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

/** The statement with any GROUP BY clause. */
function withGroups(
  statement: fc.Arbitrary<Omit<Select, 'groupBy' | 'groupDistinct'>>,
): fc.Arbitrary<Select> {
  return fc.tuple(statement, groupBy).map(([rest, groups]) => ({ ...rest, ...groups }));
}

const { select } = fc.letrec<{ select: Select; from: FromItem }>((tie) => ({
  from: fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(table, alias)
      .map(([table, alias]): FromItem => ({ kind: 'table', table, ...alias, at: 0 })),
    fc
      .tuple(tie('select'), alias)
      .map(([query, alias]): FromItem => ({ kind: 'derived', query, ...alias, at: 0 })),
    fc
      .tuple(joinTypes, tie('from'), tie('from'))
      .map(([type, left, right]): FromItem => ({ kind: 'join', ...type, left, right, at: 0 })),
  ),
  select: withGroups(
    fc.record({
      kind: fc.constant('select' as const),
      distinct: fc.boolean(),
      items: fc.array(
        fc.oneof(
          fc.record({ expression, alias: optionalName }),
          fc.record({ expression: star, alias: fc.constant(undefined) }),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      from: fc.option(tie('from'), { nil: undefined, maxDepth: 3, depthSize: 'small' }),
      where: optionalExpression,
      having: optionalExpression,
      orderBy: fc.array(orderItem(expression), { maxLength: 2 }),
      limit: optionalExpression,
      offset: optionalExpression,
      at,
    }),
  ),
}));

const value: fc.Arbitrary<Expression> = fc.oneof(
  expression,
  fc.constant<Expression>({ kind: 'default', at: 0 }),
);

const insert = fc.record({
  kind: fc.constant('insert' as const),
  table,
  columns: names,
  rows: fc.array(fc.array(value, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  at,
});

const update = fc.record({
  kind: fc.constant('update' as const),
  table,
  assignments: fc.array(fc.record({ column: name, value }), { minLength: 1, maxLength: 3 }),
  where: optionalExpression,
  at,
});

const remove = fc.record({
  kind: fc.constant('delete' as const),
  table,
  where: optionalExpression,
  at,
});

/** SELECT, INSERT, UPDATE, DELETE: what `fingerprint` is for. */
export const rowStatement = fc.oneof(select, insert, update, remove);

const option: fc.Arbitrary<TableOption> = fc.record({
  name,
  value: fc.oneof(text, fc.boolean(), fc.integer(), fc.constantFrom(1.5, -0.25, 1e21)),
  at,
});

const column: fc.Arbitrary<ColumnDefinition> = fc.record({
  name,
  type: fc.constantFrom(
    { name: 'text', arguments: [], at: 0 },
    { name: 'timestamp with time zone', arguments: [6], at: 0 },
  ),
  nullable: fc.constantFrom(true, false, undefined),
  primaryKey: fc.boolean(),
  defaultValue: optionalExpression,
});

const createTable = fc.record({
  kind: fc.constant('create-table' as const),
  tableKind,
  table,
  ifNotExists: fc.boolean(),
  columns: fc.array(column, { minLength: 1, maxLength: 3 }),
  primaryKey: names,
  options: fc.array(option, { maxLength: 3 }),
  at,
});

const role = fc.constantFrom('user', 'dba', 'service').map((word) => ({ text: word, at: 0 }));

const userClause: fc.Arbitrary<AlterUser['set']> = fc.oneof(
  text.map((password) => ({ kind: 'password' as const, password })),
  role.map((word) => ({ kind: 'role' as const, role: word })),
  text.map((email) => ({ kind: 'email' as const, email })),
);

const otherStatement: fc.Arbitrary<Statement> = fc.oneof(
  createTable,
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
    query: select,
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
  fc.record({ kind: fc.constant('explain' as const), statement: rowStatement, at }),
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
  fc.record({ kind: fc.constant('describe' as const), table, at }),
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
    query: select,
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
