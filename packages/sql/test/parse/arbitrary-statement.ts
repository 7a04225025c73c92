import fc from 'fast-check';
import type { AlterUser, Statement } from '../../src/ast/ast.ts';
import { expression, name, orderItem, text } from './arbitrary-expression.ts';
import { execute, prepared } from './arbitrary-prepare.ts';
import { query } from './arbitrary-query.ts';
import { sequenceStatement } from './arbitrary-sequence.ts';
import { sessionStatement } from './arbitrary-session.ts';
import { showOrComment } from './arbitrary-show.ts';
import { alterTable, createTable, option, table, tableKind } from './arbitrary-table.ts';
import { transaction } from './arbitrary-transaction.ts';
import { rowStatement, truncate } from './arbitrary-write.ts';

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

const createTableAs = fc.record({
  kind: fc.constant('create-table-as' as const),
  tableKind,
  table,
  ifNotExists: fc.boolean(),
  columns: names,
  primaryKey: names,
  options: fc.array(option, { maxLength: 3 }),
  query,
  withData: fc.boolean(),
  at,
});

const role = fc.constantFrom('user', 'dba', 'service').map((word) => ({ text: word, at: 0 }));

const userClause: fc.Arbitrary<AlterUser['set']> = fc.oneof(
  text.map((password) => ({ kind: 'password' as const, password })),
  role.map((word) => ({ kind: 'role' as const, role: word })),
  text.map((email) => ({ kind: 'email' as const, email })),
);

const tables = fc.array(table, { minLength: 1, maxLength: 2 });

const otherStatement: fc.Arbitrary<Statement> = fc.oneof(
  createTable,
  createTableAs,
  truncate,
  alterTable,
  fc.record({
    kind: fc.constant('drop-table' as const),
    tableKind,
    tables,
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
    views: tables,
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
    indexes: tables,
    ifExists: fc.boolean(),
    cascade: fc.boolean(),
    at,
  }),
  fc.record({
    kind: fc.constantFrom('alter-index' as const, 'alter-view' as const),
    name: table,
    ifExists: fc.boolean(),
    renameTo: name,
    at,
  }),
  fc.record({
    kind: fc.constant('analyze' as const),
    tables: fc.array(fc.record({ table, columns: names }), { maxLength: 2 }),
    at,
  }),
  fc.record({
    kind: fc.constant('reindex' as const),
    target: fc.oneof(
      fc.record({ kind: fc.constantFrom('index' as const, 'table' as const), name: table }),
      fc.record({ kind: fc.constant('namespace' as const), name }),
    ),
    at,
  }),
  fc.record({
    kind: fc.constant('explain' as const),
    statement: fc.oneof({ weight: 3, arbitrary: rowStatement }, { weight: 1, arbitrary: execute }),
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
    kind: fc.constant('alter-namespace' as const),
    name,
    ifExists: fc.boolean(),
    options: fc.array(option, { maxLength: 2 }),
    at,
  }),
  fc.record({
    kind: fc.constant('drop-namespace' as const),
    names: fc.array(name, { minLength: 1, maxLength: 2 }),
    ifExists: fc.boolean(),
    cascade: fc.boolean(),
    at,
  }),
  fc.record({ kind: fc.constant('show-namespaces' as const), at }),
  fc.record({ kind: fc.constant('show-tables' as const), namespace: optionalName, at }),
  showOrComment,
  sequenceStatement,
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
  transaction,
  fc.record({
    kind: fc.constant('execute-as-user' as const),
    user: userText,
    statement: fc.oneof(rowStatement, otherStatement),
    at,
  }),
  prepared(rowStatement),
  sessionStatement,
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
