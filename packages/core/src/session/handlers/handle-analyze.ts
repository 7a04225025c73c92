import { type Analyze, type AnalyzedTable, type Name, SqlError } from '@kalamdb/sql';
import { decodePartitionKey, rowDeleted, type SnapshotSource, tableHeads } from '@kalamdb/store';
import { loadPartition } from '../../cache/load-partition.ts';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { viewPartition } from '../../table/partition-view.ts';
import { throwIfCanceled } from '../../throw-if-canceled.ts';
import { startTimeSlice } from '../../write/time-slice.ts';
import { tableChangeAccess } from '../alter/table-change-access.ts';
import { authorize } from '../authorize.ts';
import { findStoredTable } from '../find/find-stored-table.ts';
import { checkWritableNamespace } from '../find/object-name.ts';
import type { Session } from '../session.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/** A table, and places of columns to look at. */
interface Analyzed {
  readonly table: StoredTable;
  readonly columns: readonly number[];
}

/** ANALYZE: what plans are chosen by is learned again from the rows, for those who may alter tables. */
export const analyzeHandler: StatementHandler<Analyze> = {
  authorize(session, { tables }) {
    const { engine, principal } = session;
    for (const { table } of tables) {
      const access = tableChangeAccess(session, 'alter-table', table);
      authorize(engine.options.policy, principal, access);
    }
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { tables } = statement;
    const analyzed =
      tables.length === 0
        ? everyTable(session)
        : tables.map((written) => analyzedTable(session, written));
    for (const each of analyzed) await analyze(session, each);
    return done(session, `Analyzed ${analyzed.length} table(s)`);
  },
};

/** Those that the user may alter. */
function everyTable({ engine: { catalog, options }, principal }: Session): readonly Analyzed[] {
  const tables = catalog.storedTables().filter(({ definition }) => {
    const { kind: tableKind, namespace, name } = definition;
    const access = { action: 'alter-table', tableKind, table: `${namespace}.${name}` } as const;
    return options.policy.decide(principal, access).allowed;
  });
  return tables.map((table) => ({ table, columns: [...table.columnIds.keys()] }));
}

function analyzedTable(session: Session, { table: written, columns }: AnalyzedTable): Analyzed {
  checkWritableNamespace(session, written);
  const table = findStoredTable(session, written);
  const places = columns.map((column) => placeOf(table, column));
  for (const [index, column] of columns.entries()) {
    if (places.indexOf(places[index] as number) === index) continue;
    const message = `column "${column.text}" of table "${table.definition.name}" is named twice`;
    throw new SqlError('SQL_DUPLICATE_NAME', message, { position: column.at });
  }
  return { table, columns: places.length > 0 ? places : [...table.columnIds.keys()] };
}

function placeOf({ definition }: StoredTable, { text, at }: Name): number {
  const place = definition.columns.findIndex(({ name }) => name === text);
  if (place >= 0) return place;
  const message = `column "${text}" of table "${definition.name}" does not exist`;
  throw new SqlError('SQL_UNKNOWN_COLUMN', message, { position: at });
}

/** The rows of the user who has most of them, as plans are chosen for all users at once. */
async function analyze(session: Session, { table, columns }: Analyzed): Promise<void> {
  const { store, scanMemory, feed, options } = session.engine;
  const scope = await largestScope(store, table, session.signal);
  const view = viewPartition(table, scope, feed.lastSequence, options.clock.now());
  const { renew: describe } = scanMemory.statistics;
  const sink = { largestBytes: 0, keep: () => undefined, describe };
  for await (const _ of loadPartition(store, view, { columns, more: [] }, sink)) {
    throwIfCanceled(session.signal);
  }
}

/** Whose rows of the table are most; of a SHARED table they have one scope. */
async function largestScope(
  store: SnapshotSource,
  { definition: { id, kind } }: StoredTable,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (kind === 'shared') return '';
  const slice = startTimeSlice();
  const snapshot = store.snapshot();
  const counts = new ScopeCounts();
  try {
    for await (const entries of snapshot.scan(tableHeads(id))) {
      for (const [key, head] of entries) if (!rowDeleted(head)) counts.add(key);
      throwIfCanceled(signal);
      if (slice.isSpent()) await slice.pause();
    }
  } finally {
    snapshot.close();
  }
  return counts.largest.scope;
}

/** Rows of each scope, as they come one scope after the other. */
class ScopeCounts {
  largest = { scope: '', count: 0 };
  #current = { scope: '', count: 0 };

  add(headKey: Uint8Array): void {
    const { scope } = decodePartitionKey(headKey);
    if (scope !== this.#current.scope) this.#current = { scope, count: 0 };
    this.#current.count += 1;
    if (this.#current.count > this.largest.count) this.largest = this.#current;
  }
}
