import type { TableInfo } from '../bind/catalog.ts';
import { appendRange } from '../columnar/append-range.ts';
import { BATCH_ROWS, type Batch } from '../columnar/batch.ts';
import { createBuilder } from '../columnar/builder.ts';
import type { Column } from '../columnar/column.ts';
import { ColumnSummary } from '../columnar/column-summary.ts';
import type { ScanRequest, TableSource } from '../execute/source.ts';
import type { TableStatistics } from '../optimize/statistics.ts';
import type { Row } from '../types/value.ts';

/**
 * A table without a key whose rows lie in columns, as scans give them: for millions of rows, where
 * `MemoryTable` would take too long. Rows come in the order in which they were given.
 */
export class ColumnTable implements TableSource {
  readonly info: TableInfo;
  readonly #batches: readonly Batch[];
  #statistics: TableStatistics | undefined;

  /** One column per column of `info`, all of one length. */
  constructor(info: TableInfo, columns: readonly Column[]) {
    this.info = info;
    this.#batches = inBatches(columns);
  }

  async *scan(request: ScanRequest): AsyncIterable<Batch> {
    if (request.range !== undefined || request.reverse) {
      throw new TypeError(`table ${this.info.name} has no key`);
    }
    for (const { columns, length } of this.#batches) {
      const wanted = request.columns.map((column) => columns[column]);
      yield { columns: wanted, length, selection: undefined };
    }
  }

  lookup(): Row | undefined {
    throw new TypeError(`table ${this.info.name} has no key`);
  }

  /** What the optimizer is to know of the rows. */
  statistics(): TableStatistics {
    this.#statistics ??= this.#summarize();
    return this.#statistics;
  }

  #summarize(): TableStatistics {
    const summaries = this.info.columns.map(() => new ColumnSummary());
    let rowCount = 0;
    for (const { columns, length } of this.#batches) {
      rowCount += length;
      for (const [index, column] of columns.entries()) summaries[index].add(column);
    }
    return { rowCount, columns: summaries.map((summary) => summary.finish()) };
  }
}

function inBatches(columns: readonly Column[]): readonly Batch[] {
  const length = columns[0]?.length ?? 0;
  const batches: Batch[] = [];
  for (let start = 0; start < length; start += BATCH_ROWS) {
    const end = Math.min(length, start + BATCH_ROWS);
    const parts = columns.map((column) => {
      const builder = createBuilder(column.type, end - start);
      appendRange(builder, column, start, end);
      return builder.finish();
    });
    batches.push({ columns: parts, length: end - start, selection: undefined });
  }
  return batches;
}
