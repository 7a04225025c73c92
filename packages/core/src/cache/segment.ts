import {
  appendRange,
  BATCH_ROWS,
  type Batch,
  batchBytes,
  type Column,
  type ColumnBuilder,
  createBuilder,
  DictionaryEncoder,
  sqlTypes,
} from '@kalamdb/sql';
import type { StoredTable } from '../catalog/table-definition.ts';
import { columnSink } from '../table/column-sink.ts';
import { missingValue, type RowDecoder, rowDecoder } from '../table/row-decoder.ts';

/** A run of rows of a partition in key order, column by column. Immutable. */
export interface Segment {
  /** Encoded primary keys, ascending. */
  readonly keys: BytesKeys;
  /** One column per cached column of the table. */
  readonly columns: readonly Column[];
  readonly length: number;
  readonly bytes: number;
}

/** By cached column of a partition: what codes its values; `undefined` where it is no text. */
export type Encoders = readonly (DictionaryEncoder | undefined)[];

/** Encoders for columns of a table, which have seen nothing yet. */
export function createEncoders({ info }: StoredTable, columns: readonly number[]): Encoders {
  return columns.map((column) => {
    const type = info.columns[column]?.type;
    return type?.kind === 'text' ? new DictionaryEncoder(type) : undefined;
  });
}

export type BytesKeys = Extract<Column, { layout: 'bytes' }>;

/** The encoded primary key of a row of a segment: a view of it. */
export function keyAt({ data, offsets }: BytesKeys, index: number): Uint8Array {
  return data.subarray(offsets[index], offsets[index + 1]);
}

/** Collects rows in key order and gives them as segments of at most `rows` rows each. */
export class SegmentBuilder {
  readonly #table: StoredTable;
  readonly #decoder: RowDecoder;
  readonly #columns: readonly number[];
  readonly #encoders: Encoders;
  readonly #rows: number;
  #keys: ColumnBuilder;
  #builders: readonly ColumnBuilder[];
  #append: (version: Uint8Array) => void;
  #length = 0;

  /** `columns` are indexes of the table's columns, `encoders` those of them. */
  constructor(
    table: StoredTable,
    columns: readonly number[],
    encoders: Encoders,
    rows: number = BATCH_ROWS,
  ) {
    this.#table = table;
    this.#columns = columns;
    this.#encoders = encoders;
    this.#decoder = rowDecoder(table, columns);
    this.#rows = rows;
    [this.#keys, this.#builders, this.#append] = this.#open();
  }

  get isFull(): boolean {
    return this.#length >= this.#rows;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Add a row version under its key, whose bytes are `source` from `start` on. */
  append(source: Uint8Array, start: number, version: Uint8Array): void {
    appendKey(this.#keys, source, start);
    this.#append(version);
    this.#length++;
  }

  /** Add rows `start` to before `end` of a segment of the same columns, as many as fit. */
  copy(segment: Segment, start: number, end: number): number {
    const stop = Math.min(end, start + this.#rows - this.#length);
    appendRange(this.#keys, segment.keys, start, stop);
    for (const [index, builder] of this.#builders.entries()) {
      appendRange(builder, segment.columns[index] as Column, start, stop);
    }
    this.#length += stop - start;
    return stop;
  }

  /** The rows so far; the next ones begin another segment. */
  take(): Segment {
    const length = this.#length;
    const keys = this.#keys.finish() as BytesKeys;
    const columns = this.#builders.map((builder, index) => this.#encode(builder.finish(), index));
    [this.#keys, this.#builders, this.#append] = this.#open();
    this.#length = 0;
    const bytes = batchBytes({ columns: [keys, ...columns], length, selection: undefined });
    return { keys, columns, length, bytes };
  }

  #encode(column: Column, index: number): Column {
    const encoder = this.#encoders[index];
    return column.layout === 'bytes' && encoder !== undefined ? encoder.encode(column) : column;
  }

  #open(): [ColumnBuilder, readonly ColumnBuilder[], (version: Uint8Array) => void] {
    const { info } = this.#table;
    const builders = this.#columns.map((column) => {
      const found = info.columns[column];
      if (found === undefined) throw new TypeError(`no column ${column} in ${info.name}`);
      return createBuilder(found.type, this.#rows);
    });
    const sinks = builders.map((builder, index) =>
      columnSink(builder, missingValue(this.#table, this.#columns[index])),
    );
    const keys = createBuilder(sqlTypes.bytes, this.#rows);
    return [keys, builders, this.#decoder.into(sinks)];
  }
}

/** The columns of a segment as a batch. */
export function segmentBatch({ length }: Segment, columns: readonly Column[]): Batch {
  return { columns, length, selection: undefined };
}

function appendKey(keys: ColumnBuilder, source: Uint8Array, start: number): void {
  if (keys.layout !== 'bytes') throw new TypeError('keys are bytes');
  keys.appendUtf8Bytes(source, start, source.length);
}
