import {
  type BoundQuery,
  type BoundStatement,
  bindStatement,
  type ExecutionContext,
  parseScript,
  type Query,
  type Select,
  SqlError,
  type TableInfo,
} from '@kalamdb/sql';
import type { StoredTable } from '../../catalog/table-definition.ts';
import type { Partition } from '../../change/change-feed.ts';
import type { Engine } from '../../engine.ts';
import type { Principal } from '../../policy.ts';
import { DrawnValues } from '../../sequences/drawn-values.ts';
import { scopeOf } from '../../table/partition-view.ts';
import { NamedStatements } from '../named-statements.ts';
import { Execution } from '../run/execution.ts';
import { type Session, sessionCatalog } from '../session.ts';
import { noSettings } from '../session-parameters.ts';
import { authorizeRows } from './handle-rows.ts';

export interface LiveQueryRequest {
  readonly principal: Principal;
  /** Namespace of unqualified names. */
  readonly namespace: string;
  /** One SELECT, or SUBSCRIBE TO with its query. */
  readonly sql: string;
}

/** A query bound for being kept up to date, and the rows that it is about. */
export interface LiveQuerySource {
  /** As bound, not optimised. */
  readonly query: BoundQuery;
  /** The principal's rows of the query's table. */
  readonly partition: Partition;
  readonly table: TableInfo;
  /** A context to evaluate expressions and read with, as of the moment of the call. */
  context(): ExecutionContext;
  /** False once the table was dropped or changed: the source is of no more use. */
  isCurrent(): boolean;
}

/**
 * Bind one query for a live query and ask the policy whether it may be subscribed to. Whatever is
 * not one SELECT over one stored table, without `$n`, is SqlError SQL_UNSUPPORTED.
 */
export function bindLiveQuery(engine: Engine, request: LiveQueryRequest): LiveQuerySource {
  const { principal } = request;
  const namespace = request.namespace.toLowerCase();
  const select = parseQuery(engine, request.sql);
  const session: Session = {
    engine,
    principal,
    homeNamespace: namespace,
    namespace,
    settings: noSettings,
    timeoutMs: engine.options.limits.queryTimeoutMs,
    text: request.sql,
    start: 0,
    parameters: [],
    parametersFit: true,
    signal: undefined,
    named: new NamedStatements(),
    drawn: new DrawnValues(),
    transaction: undefined,
  };
  authorizeRows(session, select, 'subscribe');
  const bound = bindStatement(select, sessionCatalog(session), { namespace });
  const { query, table } = subscribable(engine, bound, select);
  return {
    query,
    table: query.tables[0] ?? table.info,
    partition: { tableId: table.definition.id, scope: scopeOf(table, principal) },
    context: () => new Execution(session, [], undefined),
    isCurrent: () => engine.catalog.byId(table.definition.id) === table,
  };
}

/** The text parsed, now or for a subscriber before. */
function parseQuery({ statements, options }: Engine, sql: string): Select {
  const known = statements.script(sql);
  const script = known ?? parseScript(sql, { maxLength: options.limits.sqlBytes });
  if (known === undefined) statements.addScript(sql, script);
  const [first, second] = script;
  if (first === undefined || second !== undefined) {
    throw unsupported('a live query is one SELECT', second?.start);
  }
  const { statement } = first;
  const query = statement.kind === 'subscribe' ? statement.query : statement;
  if (query.kind !== 'select') throw unsupported('only a SELECT can be subscribed to', query.at);
  return query;
}

/**
 * A query that may be subscribed to, and the table that it reads. Throws SQL_UNSUPPORTED for all but
 * a SELECT over one stored table, without `$n` and views.
 */
export function subscribable(
  engine: Engine,
  query: BoundStatement,
  { kind, at }: Query,
): { readonly query: BoundQuery; readonly table: StoredTable } {
  if (kind !== 'select' || query.kind !== 'query') {
    throw unsupported('only a SELECT can be subscribed to', at);
  }
  if (query.userParameterCount > 0) throw unsupported('a live query has no parameters', at);
  refuseViews(query, at);
  const [info, ...others] = query.tables;
  const table = info === undefined ? undefined : engine.catalog.byId(info.id);
  if (table !== undefined && others.length === 0) return { query, table };
  throw unsupported('a live query reads one USER, SHARED or STREAM table', at);
}

function refuseViews({ relations }: BoundQuery, at: number): void {
  const view = relations.find((relation) => 'query' in relation);
  if (view === undefined) return;
  const message = `a live query cannot read view "${view.namespace}.${view.name}"`;
  throw new SqlError('SQL_UNSUPPORTED', message, {
    position: at,
    hint: 'Subscribe to the table that the view reads.',
  });
}

function unsupported(message: string, position: number | undefined): SqlError {
  return new SqlError('SQL_UNSUPPORTED', message, { position });
}
