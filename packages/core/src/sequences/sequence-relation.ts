import assert from 'node:assert/strict';
import {
  type Batch,
  batchFromRows,
  type ColumnInfo,
  type ScanRequest,
  type SqlType,
  sqlTypes,
  type TableInfo,
  type TableSource,
  type Value,
} from '@kalamdb/sql';
import type { CounterState } from './counting.ts';
import type { SequenceRecord } from './sequence-record.ts';

/** How far a sequence has come, and how many values after that are reserved already. */
export interface SequenceProgress extends CounterState {
  readonly reserved: number;
}

const columns: readonly (readonly [string, SqlType, (progress: SequenceProgress) => Value])[] = [
  ['last_value', sqlTypes.bigint, ({ last }) => last],
  ['log_cnt', sqlTypes.bigint, ({ reserved }) => BigInt(reserved)],
  ['is_called', sqlTypes.boolean, ({ isCalled }) => isCalled],
];

/** A sequence as queries read it: a table of one row. */
export function sequenceRelation({
  id,
  namespace,
  name,
}: Pick<SequenceRecord, 'id' | 'namespace' | 'name'>): TableInfo {
  return {
    id,
    namespace,
    name,
    kind: 'sequence',
    columns: columns.map(([column, type]) => toColumnInfo(column, type)),
    primaryKey: [],
    indexes: [],
  };
}

/** The row of a sequence: `progress` as it is when it is read, since sequences have no snapshots. */
export function createSequenceSource(progress: () => SequenceProgress): TableSource {
  return {
    scan: (request) => scan(request, progress),
    lookup: () => assert.fail('a sequence has no key'),
  };
}

async function* scan(
  { columns: wanted }: ScanRequest,
  progress: () => SequenceProgress,
): AsyncGenerator<Batch> {
  const now = progress();
  const chosen = wanted.map((index) => columns[index]);
  const row = chosen.map(([, , value]) => value(now));
  yield batchFromRows(
    chosen.map(([, type]) => type),
    [row],
  );
}

function toColumnInfo(name: string, type: SqlType): ColumnInfo {
  return { name, type, nullable: false, defaultValue: undefined, system: false };
}
