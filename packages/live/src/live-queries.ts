import type { LiveQueryRequest } from '@kalamdb/core';
import { checkCursor } from './cursor.ts';
import { LiveError } from './error.ts';
import type { LiveDatabase } from './live-database.ts';
import { LiveQuery, type LiveSink, type LiveSubscription } from './live-query.ts';
import { Registry } from './registry.ts';
import {
  emptySnapshot,
  newestRows,
  pagedSnapshot,
  type Snapshot,
  type SnapshotParts,
} from './snapshot.ts';
import {
  checkOptions,
  defaultLiveLimits,
  type LiveLimits,
  type SubscribeOptions,
} from './subscribe-options.ts';
import { toLiveShape } from './supported.ts';
import { TableWatch } from './table-watch.ts';
import { createView } from './view.ts';
import { ViewPool } from './view-pool.ts';

/** A query to be kept up to date, and how to begin. */
export interface SubscribeRequest extends LiveQueryRequest {
  /** Absent: no initial rows, changes from now on. Present, even if empty: initial rows. */
  readonly options: SubscribeOptions | undefined;
}

/** How much is going on. */
export interface LiveQueryStatistics {
  /** Open subscriptions. */
  readonly subscriptionCount: number;
  /** Distinct queries that changes have been compared with, since the start. */
  readonly visitedCount: number;
}

/** The live queries of one database. */
export interface LiveQueries {
  /**
   * Open a live query. Throws LiveError (unsupported query, option or cursor), SqlError and
   * CoreError (syntax, names, permission). Nothing is told before the subscription's `resume`.
   */
  subscribe(request: SubscribeRequest, sink: LiveSink): LiveSubscription;
  statistics(): LiveQueryStatistics;
  /** End all subscriptions with LIVE_CLOSED and leave the feed. Idempotent. */
  close(): void;
}

/** Keep queries of `database` up to date from its changes. */
export function createLiveQueries(
  database: LiveDatabase,
  limits: LiveLimits = defaultLiveLimits,
): LiveQueries {
  const registry = new Registry();
  const watch = new TableWatch();
  const views = new ViewPool();
  const onEnd = (query: LiveQuery) => {
    watch.remove(query);
    views.release(query.view);
  };
  const parts: Parts = { database, limits, registry, watch, views, onEnd };
  const leave = database.changes.subscribe((commit) => {
    if (commit.events.length === 0) watch.sweep();
    else registry.dispatch(commit);
  });
  let closed = false;
  return {
    subscribe: (request, sink) => {
      if (closed) throw new LiveError('LIVE_CLOSED', 'live queries are closed');
      return open(parts, request, sink);
    },
    statistics: () => ({
      subscriptionCount: watch.queryCount,
      visitedCount: registry.visitedCount,
    }),
    close: () => {
      closed = true;
      leave();
      watch.endAll(new LiveError('LIVE_CLOSED', 'the server ends all live queries'));
    },
  };
}

interface Parts {
  readonly database: LiveDatabase;
  readonly limits: LiveLimits;
  readonly registry: Registry;
  readonly watch: TableWatch;
  readonly views: ViewPool;
  /** One function for all: a closure per subscription would keep its whole bound query alive. */
  readonly onEnd: (query: LiveQuery) => void;
}

function open(parts: Parts, request: SubscribeRequest, sink: LiveSink): LiveSubscription {
  const { database, limits, registry, watch, onEnd } = parts;
  const { changes: feed } = database;
  const batchRows = checkOptions(request.options ?? {}, limits);
  const source = database.bindQuery(request);
  const { partition, table } = source;
  const shape = toLiveShape(source.query, request.sql);
  const from = request.options?.from;
  if (from !== undefined) checkCursor(feed, partition, from);
  const startSequence = feed.lastSequence;
  const view = parts.views.share(createView(source.query, shape, source.context()));
  const query = new LiveQuery(
    {
      feed,
      registry,
      table,
      partition,
      view,
      sink,
      startSequence,
      cursor: from ?? startSequence,
      onEnd,
    },
    snapshotOf({ feed, partition, view, at: startSequence }, request, limits, batchRows),
  );
  watch.add(query, source);
  return query;
}

function snapshotOf(
  parts: SnapshotParts,
  { options }: SubscribeRequest,
  limits: LiveLimits,
  batchRows: number,
): Snapshot | undefined {
  if (options === undefined) return undefined;
  const { from, lastRows } = options;
  if (from !== undefined) return emptySnapshot(parts.view, from);
  if (lastRows !== undefined) return newestRows(parts, lastRows, limits.lastRowsBytes);
  return pagedSnapshot(parts, { rows: batchRows, bytes: limits.batchBytes });
}
