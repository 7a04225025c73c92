import { BATCH_ROWS, type Batch } from '../../columnar/batch.ts';
import { type ColumnBuilder, createBuilder } from '../../columnar/builder.ts';
import { columnValue } from '../../columnar/column-value.ts';
import { slotsOf } from '../../columnar/slots.ts';
import { take } from '../../columnar/take.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { ExpandPlan, SetCall } from '../../plan/plan.ts';
import type { Schema } from '../../types/schema.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Row, Value } from '../../types/value.ts';
import { compiler } from '../evaluate/compiler.ts';
import { withPosition } from '../evaluate/position.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/** Expand asks the functions of each input row for no more rows than are asked of itself. */
export function compileExpand(plan: ExpandPlan, input: Operator): Operator {
  const evaluators = plan.calls.map((call) => call.arguments.map(compiler.vector));
  const added = plan.schema.slice(plan.input.schema.length);
  return async function* expand(execution) {
    const { context, pacer } = execution;
    for await (const batch of input(execution)) {
      const slots = slotsOf(batch);
      const operands = await settle(execution, () =>
        evaluators.map((list) => list.map((evaluate) => evaluate(batch, slots, context))),
      );
      const open = (slot: number): OpenSet[] =>
        plan.calls.map((call, index) => openSet(call, operands[index], slot));
      const rows = new ExpandedRows(added, plan.ordinality, slots.length);
      for (const full of expandSlots(slots, open, rows)) {
        const pause = pacer.step();
        if (pause !== undefined) await pause;
        yield full.finish(batch);
      }
    }
  };
}

/** Fills `rows`, which are taken whenever they are a batch and at the end. */
function* expandSlots(
  slots: Uint32Array,
  open: (slot: number) => OpenSet[],
  rows: ExpandedRows,
): Generator<ExpandedRows> {
  for (const slot of slots) {
    const sets = open(slot);
    let number = 0;
    for (let row = nextRow(sets); row !== undefined; row = nextRow(sets)) {
      rows.append(slot, row, ++number);
      if (rows.length === BATCH_ROWS) yield rows;
    }
  }
  if (rows.length > 0) yield rows;
}

/** The rows of one call that are still to come. */
interface OpenSet {
  readonly call: SetCall;
  /** `undefined` when it has ended. */
  rows: Iterator<Row> | undefined;
}

function openSet(call: SetCall, operands: readonly Vector[], slot: number): OpenSet {
  const values = operands.map(({ column, mask }): Value => columnValue(column, slot & mask));
  const { strict, rows } = call.function;
  if (strict && values.includes(null)) return { call, rows: undefined };
  return { call, rows: withPosition(call.position, () => rows(values)[Symbol.iterator]()) };
}

/** The next rows of all side by side; `undefined` when all have ended. */
function nextRow(sets: readonly OpenSet[]): Row | undefined {
  if (sets.length === 1) return nextOf(sets[0]);
  const rows = sets.map(nextOf);
  if (rows.every((row) => row === undefined)) return undefined;
  return rows.flatMap((row, index) => row ?? sets[index].call.function.columns.map(() => null));
}

function nextOf(set: OpenSet): Row | undefined {
  const { call, rows } = set;
  if (rows === undefined) return undefined;
  const next = withPosition(call.position, () => rows.next());
  if (next.done !== true) return next.value;
  set.rows = undefined;
  return undefined;
}

/** Rows of functions, each beside the input row that it is of. */
class ExpandedRows {
  readonly #types: readonly SqlType[];
  readonly #ordinality: boolean;
  #sources: number[] = [];
  #builders: readonly ColumnBuilder[];

  constructor(added: Schema, ordinality: boolean, capacity: number) {
    this.#types = added.map(({ type }) => type);
    this.#ordinality = ordinality;
    this.#builders = this.#types.map((type) => createBuilder(type, capacity));
  }

  get length(): number {
    return this.#sources.length;
  }

  append(slot: number, row: Row, number: number): void {
    this.#sources.push(slot);
    for (let index = 0; index < row.length; index++) this.#builders[index].append(row[index]);
    if (this.#ordinality) this.#builders[row.length].append(BigInt(number));
  }

  /** The batch of these rows, which are of `input`; what follows are other rows. */
  finish(input: Batch): Batch {
    const sources = Uint32Array.from(this.#sources);
    const columns = [
      ...input.columns.map((column) => take(column, sources)),
      ...this.#builders.map((builder) => builder.finish()),
    ];
    this.#sources = [];
    this.#builders = this.#types.map((type) => createBuilder(type, sources.length));
    return { columns, length: sources.length, selection: undefined };
  }
}
