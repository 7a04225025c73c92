import assert from 'node:assert/strict';
import type { Query, WriteStatement } from '../ast/ast.ts';
import { isQuery } from '../ast/query-clauses.ts';
import { bindInsert } from './bind-insert.ts';
import { bindMerge } from './bind-merge.ts';
import { bindDelete, bindUpdate } from './bind-write.ts';
import type { Binder } from './binder.ts';
import type {
  BoundDelete,
  BoundInsert,
  BoundMerge,
  BoundQuery,
  BoundUpdate,
  Own,
} from './statement.ts';

type Kinded<S extends { readonly kind: string }, O> = O & Pick<S, 'kind'>;

/** A write as far as it has been bound by itself. */
export type OwnWrite =
  | Kinded<BoundInsert, Own<BoundInsert>>
  | Kinded<BoundUpdate, Own<BoundUpdate>>
  | Kinded<BoundDelete, Own<BoundDelete>>
  | Kinded<BoundMerge, Own<BoundMerge>>;

/** The same of any statement that is run as a whole. */
export type OwnPlain = OwnWrite | Kinded<BoundQuery, Own<BoundQuery>>;

/** Bind a query or a write, which may be part of a greater statement. */
export function bindPlain(binder: Binder, statement: Query | WriteStatement): OwnPlain {
  return isQuery(statement)
    ? { kind: 'query', ...binder.bindQuery(statement) }
    : bindWrite(binder, statement);
}

/** Bind INSERT, UPDATE, DELETE or MERGE. */
export function bindWrite(binder: Binder, statement: WriteStatement): OwnWrite {
  switch (statement.kind) {
    case 'insert':
      return { kind: 'insert', ...bindInsert(binder, statement) };
    case 'update':
      return { kind: 'update', ...bindUpdate(binder, statement) };
    case 'delete':
      return { kind: 'delete', ...bindDelete(binder, statement) };
    case 'merge':
      return { kind: 'merge', ...bindMerge(binder, statement) };
    default:
      return assert.fail(String(statement satisfies never));
  }
}
