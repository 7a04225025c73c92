import { castValue, type Row, type ShowStats, type SqlType, sqlTypes } from '@kalamdb/sql';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { type Measure, measureTable, type TableMeasures } from '../../table/measure-table.ts';
import { authorize } from '../authorize.ts';
import { findVisibleTable } from '../find/find-visible.ts';
import { qualifiedName } from '../find/object-name.ts';
import { Deadline } from '../run/deadline.ts';
import type { Session } from '../session.ts';
import type { StatementHandler } from './statement-handler.ts';

/** SHOW STATS: counts all rows of all users, so it takes the time of reading the table. */
export const showStatsHandler: StatementHandler<ShowStats> = {
  authorize(session, { table }) {
    const { engine, principal } = session;
    const name = qualifiedName(session, table);
    authorize(engine.options.policy, principal, { action: 'show-stats', table: name });
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const table = findVisibleTable(session, statement.table);
    const measures = await measure(session, table);
    return {
      kind: 'rows',
      fields: columns.map(([name, type]) => ({ name, type, flags: [] })),
      rows: { kind: 'rows', rows: [statsRow(table, measures)] },
      asUser: session.principal.userId,
    };
  },
};

async function measure(
  { engine, signal, timeoutMs }: Session,
  table: StoredTable,
): Promise<TableMeasures> {
  const { store, catalog, options } = engine;
  const deadline = new Deadline(timeoutMs, signal);
  deadline.start();
  try {
    return await measureTable(store, table, catalog.indexesOf(table.definition.id), {
      now: options.clock.now(),
      signal: deadline.signal,
    });
  } catch (error) {
    throw deadline.explain(error);
  } finally {
    deadline.stop();
  }
}

const columns: readonly (readonly [name: string, type: SqlType])[] = [
  ['table_name', sqlTypes.text],
  ['namespace', sqlTypes.text],
  ['schema_version', sqlTypes.int],
  ['logical_rows', sqlTypes.bigint],
  ['deleted_rows', sqlTypes.bigint],
  ['former_versions', sqlTypes.bigint],
  ['partitions', sqlTypes.bigint],
  ['row_bytes', sqlTypes.bigint],
  ['history_bytes', sqlTypes.bigint],
  ['log_bytes', sqlTypes.bigint],
  ['index_bytes', sqlTypes.bigint],
  ['storage_bytes', sqlTypes.bigint],
  ['indexes', sqlTypes.json],
];

function statsRow({ definition }: StoredTable, measures: TableMeasures): Row {
  const { newest, former, log, indexes } = measures;
  const indexBytes = bytesOf(indexes);
  return [
    definition.name,
    definition.namespace,
    definition.schemaVersion,
    BigInt(measures.rows),
    BigInt(measures.deletedRows),
    BigInt(former.entries),
    BigInt(measures.partitions),
    BigInt(newest.bytes),
    BigInt(former.bytes),
    BigInt(log.bytes),
    BigInt(indexBytes),
    BigInt(bytesOf([newest, former, log]) + indexBytes),
    castValue(JSON.stringify(indexes), sqlTypes.text, sqlTypes.json),
  ];
}

function bytesOf(measures: readonly Measure[]): number {
  return measures.reduce((sum, { bytes }) => sum + bytes, 0);
}
