import assert from 'node:assert/strict';
import type { LiveQueryRequest, LiveQuerySource, Partition } from '@kalamdb/core';
import { bindStatement, parseScript, type Row, type TableInfo, type Value } from '@kalamdb/sql';
import { fixedContext, memoryCatalog } from '@kalamdb/sql/testing';
import type { LiveDatabase } from '../live-database.ts';
import { MemoryLog, type MemoryVersion } from './memory-log.ts';

/** A write of one row: `values` of the user columns in order, or `undefined` to delete the row. */
export interface MemoryWrite {
  readonly table: TableInfo;
  /** User id; empty for shared tables. */
  readonly scope: string;
  /** The row's key, as text. */
  readonly identity: string;
  readonly values: readonly Value[] | undefined;
}

/** A database that only knows what live queries need: for tests without a store. */
export interface MemoryLiveDatabase extends LiveDatabase {
  /** Write rows in one commit and publish it. Deleting an absent row writes nothing. */
  commit(writes: readonly MemoryWrite[]): void;
  /** The table's present rows, ascending by `_seq`, with all columns. */
  rows(table: TableInfo, scope: string): readonly Row[];
  dropTable(table: TableInfo): void;
  /** Forget changes before `sequence`. */
  expire(sequence: bigint): void;
}

/**
 * Tables end with the system columns `_seq` and `_deleted`. Anyone may subscribe; rows of tables
 * that are not shared are their scope's alone. `chunkRows` is how many rows a read gives at once.
 */
export function createMemoryLiveDatabase(
  tables: readonly TableInfo[],
  chunkRows = 3,
): MemoryLiveDatabase {
  const log = new MemoryLog(chunkRows);
  const open = new Set(tables);
  let sequence = 100n;
  return {
    changes: log,
    bindQuery: (request) => bind([...open], request, (table) => open.has(table)),
    commit: (writes) => {
      const versions: MemoryVersion[] = [];
      for (const write of writes) {
        sequence += 1n;
        const version = makeVersion(log, versions, write, sequence);
        if (version !== undefined) versions.push(version);
      }
      log.publish(versions, sequence);
    },
    rows: (table, scope) => log.current({ tableId: table.id, scope }).map(({ after }) => after),
    dropTable: (table) => {
      open.delete(table);
      log.publish([], log.lastSequence);
    },
    expire: (before) => log.expire(before),
  };
}

function bind(
  tables: readonly TableInfo[],
  { principal, namespace, sql }: LiveQueryRequest,
  isOpen: (table: TableInfo) => boolean,
): LiveQuerySource {
  const statement = parseScript(sql)[0]?.statement;
  assert(statement?.kind === 'select', 'a live query is a SELECT');
  const query = bindStatement(statement, memoryCatalog(tables), { namespace });
  assert(query.kind === 'query', 'a SELECT is a query');
  const [table] = query.tables;
  const partition: Partition = {
    tableId: table.id,
    scope: table.kind === 'shared' ? '' : principal.userId,
  };
  const asker = { currentUser: principal.userId, currentRole: principal.role };
  const context = () => fixedContext(new Map(), asker);
  return { query, table, partition, context, isCurrent: () => isOpen(table) };
}

function makeVersion(
  log: MemoryLog,
  staged: readonly MemoryVersion[],
  { table, scope, identity, values }: MemoryWrite,
  sequence: bigint,
): MemoryVersion | undefined {
  const ofRow = ({ identity: other, event }: MemoryVersion) =>
    other === identity && event.tableId === table.id && event.scope === scope;
  const newest =
    staged.findLast(ofRow)?.event ?? log.newest({ tableId: table.id, scope }, identity);
  const before = newest === undefined || newest.kind === 'delete' ? undefined : newest.after;
  const base = { sequence, tableId: table.id, scope, before };
  if (values !== undefined) {
    const kind = before === undefined ? 'insert' : 'update';
    return { identity, event: { ...base, kind, after: [...values, sequence, false] } };
  }
  if (before === undefined) return undefined;
  const after = [...before.slice(0, -2), sequence, true];
  return { identity, event: { ...base, kind: 'delete', after } };
}
