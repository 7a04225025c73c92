import {
  type BoundExpression,
  compileRow,
  type ExecutionContext,
  hasSeveralTexts,
  isRowFree,
  type Row,
  type Value,
} from '@kalamdb/sql';
import type { LiveShape } from './live-shape.ts';

/** A conjunct `column = value` of a filter; `column` is an index into the table's columns. */
interface Equality {
  readonly column: number;
  readonly value: Value;
}

/** A WHERE clause, ready for rows of all columns of the table. */
export interface RowFilter {
  /** True only where SQL's answer is TRUE. Throws SqlError where SELECT would. */
  matches(row: Row): boolean;
  /** What every matching row has in common, by column, each column once; may be empty. */
  readonly equalities: readonly Equality[];
}

/** Turns a row of all table columns into the row that the shape's expressions refer to. */
export type RowInput = (row: Row) => Row;

/** Identity where the input is the table's own row or a prefix of it. */
export function rowInput(columns: readonly number[]): RowInput {
  if (columns.every((column, index) => column === index)) return (row) => row;
  return (row) => columns.map((column) => row[column]);
}

/** Compile the filter of `shape`: the same evaluator as SELECT, row at a time. */
export function createRowFilter(shape: LiveShape, context: ExecutionContext): RowFilter {
  const { filter } = shape;
  if (filter === undefined) return { matches: () => true, equalities: [] };
  const input = rowInput(shape.inputColumns);
  const evaluate = compileRow(filter);
  return {
    matches: (row) => evaluate(input(row), context) === true,
    equalities: findEqualities(filter, shape, context),
  };
}

function findEqualities(
  filter: BoundExpression,
  shape: LiveShape,
  context: ExecutionContext,
): readonly Equality[] {
  const found = new Map<number, Value>();
  for (const conjunct of conjuncts(filter)) {
    const sides = equalitySides(conjunct);
    if (sides === undefined) continue;
    const column = shape.inputColumns[sides.column];
    if (!found.has(column)) found.set(column, compileRow(sides.value)([], context));
  }
  return [...found]
    .map(([column, value]) => ({ column, value }))
    .sort((a, b) => a.column - b.column);
}

function conjuncts(expression: BoundExpression): readonly BoundExpression[] {
  return expression.kind === 'and' ? expression.operands.flatMap(conjuncts) : [expression];
}

/** Column and row-free side of `column = value`, in either order. */
function equalitySides(
  expression: BoundExpression,
): { readonly column: number; readonly value: BoundExpression } | undefined {
  if (expression.kind !== 'call' || expression.function.name !== '=') return undefined;
  const [left, right] = expression.arguments;
  // The index knows values by what they are, not by what they equal.
  if (hasSeveralTexts(left.type)) return undefined;
  if (left.kind === 'column' && isRowFree(right)) return { column: left.index, value: right };
  if (right.kind === 'column' && isRowFree(left)) return { column: right.index, value: left };
  return undefined;
}
