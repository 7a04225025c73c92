import { compileRow, type ExecutionContext, type Row, type Value } from '@kalamdb/sql';
import type { LiveField, LiveShape, SelectedField } from './live-shape.ts';
import { rowInput } from './row-filter.ts';

/** A field of a live row and how its value is read from a row of all table columns. */
interface RowField extends LiveField {
  read(row: Row): Value;
}

/** The fields of a shape's live rows, in the order in which clients see them. */
export interface LiveFields {
  /** Fields of present rows; `_seq` is among them. */
  readonly row: readonly RowField[];
  /** Indexes into `row` of the primary key and `_seq`: what identifies a row version. */
  readonly identity: ReadonlySet<number>;
  /** Index of `_seq` in `row`. */
  readonly sequence: number;
  /** The leading fields of `row` without `_deleted`. */
  readonly kept: readonly RowField[];
}

/**
 * The select list, then the primary key columns and `_seq` where it lacks them (without them a
 * client could not tell which row a later change is about, nor resume), then, of whole rows,
 * `_deleted`.
 */
export function liveFields(shape: LiveShape, context: ExecutionContext): LiveFields {
  const { table, sequenceColumn } = shape;
  const kept = shape.selected.map((field) => selectedField(field, shape, context));
  const identity = [...table.primaryKey, sequenceColumn].map((column) => {
    const index = kept.findIndex((field) => field.name === table.columns[column].name);
    return index >= 0 ? index : kept.push(tableField(shape, column)) - 1;
  });
  const row = shape.wholeRow ? [...kept, tableField(shape, sequenceColumn + 1)] : kept;
  return { row, kept, identity: new Set(identity), sequence: identity[identity.length - 1] };
}

function selectedField(
  { name, type, expression }: SelectedField,
  { inputColumns }: LiveShape,
  context: ExecutionContext,
): RowField {
  if (expression.kind === 'column') {
    const column = inputColumns[expression.index];
    return { name, type, read: (row) => row[column] };
  }
  const input = rowInput(inputColumns);
  const evaluate = compileRow(expression);
  return { name, type, read: (row) => evaluate(input(row), context) };
}

function tableField({ table }: LiveShape, column: number): RowField {
  const { name, type } = table.columns[column];
  return { name, type, read: (row) => row[column] };
}
