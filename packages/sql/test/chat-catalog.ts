import type { Expression } from '../src/ast/ast.ts';
import { type BindOptions, bindStatement } from '../src/bind/bind-statement.ts';
import type { BoundQuery, BoundStatement } from '../src/bind/statement.ts';
import { parseScript } from '../src/parse/parse.ts';
import { memoryCatalog } from '../src/testing/memory-catalog.ts';
import { tableInfo } from '../src/testing/memory-table.ts';
import { sqlTypes } from '../src/types/sql-type.ts';

const { bigint, boolean, bytes, double, int, json, text, timestamp, uuid } = sqlTypes;

const systemColumns = [
  { name: '_seq', type: bigint, nullable: false, system: true },
  { name: '_deleted', type: boolean, nullable: false, system: true },
];

/** One key column. */
const messages = tableInfo({
  id: 1,
  namespace: 'chat',
  name: 'messages',
  columns: [
    { name: 'id', type: bigint, nullable: false },
    { name: 'room', type: text, nullable: false },
    { name: 'body', type: text },
    { name: 'likes', type: int },
    { name: 'score', type: double },
    { name: 'at', type: timestamp },
    { name: 'pinned', type: boolean },
    { name: 'details', type: json },
    { name: 'photo', type: bytes },
    { name: 'token', type: uuid },
    ...systemColumns,
  ],
  primaryKey: ['id'],
});

/** A key of three columns. */
const events = tableInfo({
  id: 2,
  namespace: 'chat',
  name: 'events',
  columns: [
    { name: 'room', type: text, nullable: false },
    { name: 'day', type: int, nullable: false },
    { name: 'id', type: bigint, nullable: false },
    { name: 'what', type: text },
    ...systemColumns,
  ],
  primaryKey: ['room', 'day', 'id'],
});

/** No key. */
const log = tableInfo({
  id: 3,
  namespace: 'chat',
  name: 'log',
  columns: [{ name: 'line', type: text }, { name: 'level', type: int }, ...systemColumns],
});

const chatCatalog = memoryCatalog([messages, events, log]);

/** Bind one statement of rows against the three tables; the namespace is `chat`. */
export function bind(sql: string, options: Partial<BindOptions> = {}): BoundStatement {
  const [{ statement }] = parseScript(sql);
  switch (statement.kind) {
    case 'select':
    case 'set-operation':
    case 'values':
    case 'insert':
    case 'update':
    case 'delete':
      return bindStatement(statement, chatCatalog, { namespace: 'chat', ...options });
    default:
      throw new Error(`${statement.kind} is not bound`);
  }
}

/** Bind one SELECT. */
export function bindQuery(sql: string, options: Partial<BindOptions> = {}): BoundQuery {
  const bound = bind(sql, options);
  if (bound.kind !== 'query') throw new Error('not a query');
  return bound;
}

/** The expression of `SELECT <expression>`. */
export function selected(sql: string): Expression {
  const [{ statement }] = parseScript(`SELECT ${sql}`);
  if (statement.kind !== 'select') throw new Error('not a query');
  return statement.items[0].expression;
}
