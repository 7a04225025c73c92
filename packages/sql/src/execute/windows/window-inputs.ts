import assert from 'node:assert/strict';
import type { Batch } from '../../columnar/batch.ts';
import { columnFromValues } from '../../columnar/batch-rows.ts';
import { getBit, isValid } from '../../columnar/bitmap.ts';
import type { Column } from '../../columnar/column.ts';
import { asBits } from '../../columnar/layout.ts';
import { take } from '../../columnar/take.ts';
import { columnVector, constantVector, type Vector } from '../../columnar/vector.ts';
import { caseBranch, constant } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { WindowFunctionCall, WindowPlan } from '../../plan/plan.ts';
import { hasVolatile, isRowFree } from '../../plan/walk.ts';
import type { SqlType } from '../../types/sql-type.ts';
import { compileExpression } from '../compile-expression.ts';
import type { ExecutionContext } from '../context.ts';
import { compileScalar } from '../evaluate/scalar.ts';

/** What the functions of a Window read, computed batch by batch beside the columns of its input. */
interface WindowInputs {
  /** Types of the input's columns, then of those that are computed. */
  readonly types: readonly SqlType[];
  /** A batch of the input with the columns that are computed behind its own. */
  readonly extend: (batch: Batch, slots: Uint32Array, context: ExecutionContext) => Batch;
  /** One per function. */
  readonly functions: readonly FunctionReader[];
}

interface FunctionReader {
  /** The arguments by position; `column` gives one of all columns by position. */
  readonly inputs: (column: ColumnReader, context: ExecutionContext) => readonly Vector[];
  /** Per position 1 where FILTER lets the row pass; `undefined`: everywhere. */
  readonly passes: (column: ColumnReader) => Uint8Array | undefined;
}

/** Gives a column, by its index, in the order of positions. */
export type ColumnReader = (index: number) => Column;

/** Compile what the functions of a Window read. */
export function compileInputs({ input, functions }: WindowPlan): WindowInputs {
  const computed: BoundExpression[] = [];
  const width = input.schema.length;
  const indexOf = (expression: BoundExpression): number =>
    expression.kind === 'column' ? expression.index : width + computed.push(expression) - 1;
  const readers = functions.map((call) => compileReader(call, indexOf));
  const types = [...input.schema, ...computed].map(({ type }) => type);
  const evaluators = computed.map(compileExpression);
  return {
    types,
    extend: (batch, slots, context) => {
      if (evaluators.length === 0) return batch;
      const added = evaluators.map((evaluate) => evaluate(batch, slots, context));
      return { ...batch, columns: [...batch.columns, ...added] };
    },
    functions: readers,
  };
}

function compileReader(
  call: WindowFunctionCall,
  indexOf: (expression: BoundExpression) => number,
): FunctionReader {
  const filter = call.kind === 'aggregate' ? call.aggregate.filter : undefined;
  const filterIndex = filter && indexOf(filter);
  const readers = argumentsOf(call).map((argument) => compileArgument(argument, filter, indexOf));
  return {
    inputs: (column, context) => readers.map((read) => read(column, context)),
    passes: (column) => (filterIndex === undefined ? undefined : trueRows(column(filterIndex))),
  };
}

function argumentsOf(call: WindowFunctionCall): readonly BoundExpression[] {
  switch (call.kind) {
    case 'positional':
      return call.arguments;
    case 'aggregate':
      return call.aggregate.arguments;
    default:
      return assert.fail(String(call satisfies never));
  }
}

/** Arguments without columns are evaluated once, others for each row that FILTER lets pass. */
function compileArgument(
  argument: BoundExpression,
  filter: BoundExpression | undefined,
  indexOf: (expression: BoundExpression) => number,
): (column: ColumnReader, context: ExecutionContext) => Vector {
  if (isRowFree(argument) && !hasVolatile(argument)) {
    const scalar = compileScalar(argument);
    return (_column, context) => constantVector(columnFromValues(argument.type, [scalar(context)]));
  }
  const isPlain = filter === undefined || argument.kind === 'column';
  const index = indexOf(isPlain ? argument : whereTrue(filter, argument));
  return (column) => columnVector(column(index));
}

/** The value where a condition is true, otherwise NULL, without evaluating it. */
function whereTrue(when: BoundExpression, value: BoundExpression): BoundExpression {
  const { type } = value;
  return {
    kind: 'case',
    type,
    branches: [caseBranch(when, value)],
    otherwise: constant(type, null),
  };
}

function trueRows(condition: Column): Uint8Array {
  const { values, validity, length } = asBits(condition);
  const passes = new Uint8Array(length);
  for (let position = 0; position < length; position++) {
    passes[position] = Number(isValid(validity, position) && getBit(values, position));
  }
  return passes;
}

/** Reads stored columns in an order, each brought into it once. */
export function orderedColumns(stored: ColumnReader, order: Uint32Array): ColumnReader {
  const known = new Map<number, Column>();
  return (index) => {
    const found = known.get(index);
    if (found !== undefined) return found;
    const column = take(stored(index), order);
    known.set(index, column);
    return column;
  };
}
