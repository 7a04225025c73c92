import type { Value } from '@kalamdb/sql';
import {
  createRowReader,
  type FieldSink,
  type PhysicalType,
  rowDeleted,
  rowSequence,
} from '@kalamdb/store';
import { toStoredValues } from '../catalog/physical.ts';
import type { StoredTable } from '../catalog/table-definition.ts';

/** Reads some columns of a table, system columns included, out of stored row versions. */
export interface RowDecoder {
  /** Values in the order of the columns asked for. */
  read(version: Uint8Array): Value[];
  /** A function that gives rows to sinks, one per column asked for, without values in between. */
  into(sinks: readonly FieldSink[]): (version: Uint8Array) => void;
}

const decoders = new WeakMap<StoredTable, WeakMap<readonly number[], RowDecoder>>();
const allColumns = new WeakMap<StoredTable, readonly number[]>();

/**
 * The decoder of `columns`, indexes into `table.info.columns` without repetition. Kept by the
 * identity of both: plans bring the same array each time they run.
 */
export function rowDecoder(table: StoredTable, columns: readonly number[]): RowDecoder {
  const ofTable = decoders.get(table) ?? new WeakMap<readonly number[], RowDecoder>();
  decoders.set(table, ofTable);
  const found = ofTable.get(columns);
  if (found !== undefined) return found;
  const decoder = createRowDecoder(table, columns);
  ofTable.set(columns, decoder);
  return decoder;
}

/** What rows older than a column have in it; system columns are in every row. */
export function missingValue(table: StoredTable, column: number | undefined): Value {
  return table.missing[column ?? table.sequenceColumn] ?? null;
}

/** The decoder of rows of all columns of the table, `_seq` and `_deleted` included. */
export function wholeRowDecoder(table: StoredTable): RowDecoder {
  return rowDecoder(table, wholeRowColumns(table));
}

function wholeRowColumns(table: StoredTable): readonly number[] {
  const known = allColumns.get(table);
  if (known !== undefined) return known;
  const columns = table.info.columns.map((_, index) => index);
  allColumns.set(table, columns);
  return columns;
}

function createRowDecoder(table: StoredTable, columns: readonly number[]): RowDecoder {
  const { columnIds, physicalTypes, missing, sequenceColumn } = table;
  const stored = columns.filter((column) => column < sequenceColumn);
  const reader = createRowReader(
    stored.map((column) => columnIds[column] as number),
    stored.map((column) => physicalTypes[column] as PhysicalType),
    toStoredValues(stored.map((column) => missing[column] ?? null)),
  );
  const sequenceSlot = columns.indexOf(sequenceColumn);
  const deletedSlot = columns.indexOf(sequenceColumn + 1);
  const hasSystem = stored.length < columns.length;
  const storedSlots = stored.map((column) => columns.indexOf(column));
  return {
    read(version) {
      const fields = reader.read(version);
      if (!hasSystem) return fields;
      const row: Value[] = new Array(columns.length);
      for (const [index, slot] of storedSlots.entries()) row[slot] = fields[index] as Value;
      if (sequenceSlot >= 0) row[sequenceSlot] = rowSequence(version);
      if (deletedSlot >= 0) row[deletedSlot] = rowDeleted(version);
      return row;
    },
    into(sinks) {
      const storedSinks = storedSlots.map((slot) => sinks[slot] as FieldSink);
      const sequenceSink = sinks[sequenceSlot];
      const deletedSink = sinks[deletedSlot];
      return (version) => {
        reader.visit(version, storedSinks);
        if (sequenceSink !== undefined) visitSequence(version, sequenceSink);
        deletedSink?.boolean(rowDeleted(version));
      };
    },
  };
}

/** The first 8 bytes of a version, big-endian, as the halves that a sink takes. */
function visitSequence(version: Uint8Array, sink: FieldSink): void {
  const view = new DataView(version.buffer, version.byteOffset, 8);
  sink.int64(view.getInt32(4), view.getInt32(0));
}
