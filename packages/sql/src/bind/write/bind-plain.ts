import assert from 'node:assert/strict';
import type { Query, WriteStatement } from '../../ast/ast.ts';
import { isQuery } from '../../ast/query-clauses.ts';
import type { CommonDefinition } from '../../plan/plan.ts';
import type { Binder } from '../binder.ts';
import { bindWith } from '../query/bind-with.ts';
import type {
  BoundDelete,
  BoundInsert,
  BoundMerge,
  BoundQuery,
  BoundUpdate,
  Own,
} from '../statement.ts';
import { bindInsert } from './bind-insert.ts';
import { bindMerge } from './bind-merge.ts';
import { bindDelete, bindUpdate } from './bind-write.ts';

type Kinded<S extends { readonly kind: string }, O> = O & Pick<S, 'kind'>;

/** A write as far as it has been bound by itself. */
export type OwnWrite =
  | Kinded<BoundInsert, Own<BoundInsert>>
  | Kinded<BoundUpdate, Own<BoundUpdate>>
  | Kinded<BoundDelete, Own<BoundDelete>>
  | Kinded<BoundMerge, Own<BoundMerge>>;

/** The same of any statement that is run as a whole. */
export type OwnPlain = OwnWrite | Kinded<BoundQuery, Own<BoundQuery>>;

/** The same with the queries of its WITH, which any part of it may read. */
export interface WithQueries<O> {
  readonly queries: readonly CommonDefinition[];
  readonly own: O;
}

/** Bind a query, which has its WITH within, or a write. */
export function bindPlain(
  binder: Binder,
  statement: Query | WriteStatement,
): WithQueries<OwnPlain> {
  return isQuery(statement)
    ? { queries: [], own: { kind: 'query', ...binder.bindQuery(statement) } }
    : bindWrite(binder, statement);
}

/** Bind INSERT, UPDATE, DELETE or MERGE. */
export function bindWrite(outer: Binder, statement: WriteStatement): WithQueries<OwnWrite> {
  const { binder, definitions } =
    statement.with === undefined
      ? { binder: outer, definitions: [] }
      : bindWith(outer, statement.with);
  return { queries: definitions, own: bindOwn(binder, statement) };
}

function bindOwn(binder: Binder, statement: WriteStatement): OwnWrite {
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
