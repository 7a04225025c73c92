import type { TableInfo, TableStatistics } from '@kalamdb/sql';
import type { PartitionView } from '../table/partition-view.ts';
import type { SummarizedRows } from './load-partition.ts';

/** A table must grow or shrink so many times before plans are made anew. */
const NOTABLE_FACTOR = 4;

/**
 * What scans have found out about tables, for choosing plans: in memory only, the first scan after a
 * start learns it again. Of tables with partitions the largest one counts that was seen, so that
 * plans do not change from user to user.
 */
export class TableStatisticsBook {
  readonly #tables = new Map<number, TableStatistics>();
  #version = 0;

  /** Grows when plans that were made before may be bad ones now. */
  get version(): number {
    return this.#version;
  }

  readonly lookup = ({ id }: TableInfo): TableStatistics | undefined => this.#tables.get(id);

  /** Remember what a scan of a whole partition has seen. */
  readonly describe = ({ table }: PartitionView, rows: SummarizedRows): void => {
    const { id, kind } = table.definition;
    const known = this.#tables.get(id);
    if (kind === 'user' && known !== undefined && known.rowCount > rows.rowCount) return;
    this.#remember(id, rows);
    if (known === undefined || tellsMore(known, rows)) this.#version++;
  };

  /** The same, whatever is known of the table: plans are made anew. */
  readonly renew = ({ table }: PartitionView, rows: SummarizedRows): void => {
    this.#remember(table.definition.id, rows);
    this.#version++;
  };

  #remember(tableId: number, rows: SummarizedRows): void {
    const columns = [...(this.#tables.get(tableId)?.columns ?? [])];
    for (const [index, column] of rows.columns.entries()) {
      columns[column] = rows.summaries[index]?.finish();
    }
    this.#tables.set(tableId, { rowCount: rows.rowCount, columns });
  }
}

/** Whether plans that were made before may be bad ones: also if nothing was known of a column. */
function tellsMore(known: TableStatistics, { rowCount, columns }: SummarizedRows): boolean {
  const isNew = columns.some((column) => known.columns[column] === undefined);
  return isNew || isNotable(known.rowCount, rowCount);
}

function isNotable(before: number, now: number): boolean {
  const [less, more] = before < now ? [before, now] : [now, before];
  return more + 1 > (less + 1) * NOTABLE_FACTOR;
}
