import { BATCH_ROWS, type Batch } from '../../columnar/batch.ts';
import { createBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { allSlots, slotsOf } from '../../columnar/slots.ts';
import { take } from '../../columnar/take.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { JoinPlan } from '../../plan/plan.ts';
import { referencedColumns, replaceColumns } from '../../plan/walk.ts';
import type { Schema } from '../../types/schema.ts';
import { compilePredicate } from '../compile-expression.ts';
import type { ExecutionContext } from '../context.ts';
import type { Execution } from '../subqueries/execution.ts';
import { settle } from '../subqueries/settle.ts';
import type { PairSource, Pairs } from './pairs.ts';

/** What joins of one plan have in common, compiled once. */
export interface CompiledJoin {
  readonly plan: JoinPlan;
  readonly keepsLeft: boolean;
  readonly keepsRight: boolean;
  readonly residual: PairFilter | undefined;
}

/** Those of some pairs that belong together. */
export type PairFilter = (sides: Sides, pairs: Pairs, context: ExecutionContext) => Pairs;

/** The columns that pairs point into. */
interface Sides {
  readonly left: readonly Column[];
  readonly right: readonly Column[];
}

export function compileJoinParts(plan: JoinPlan): CompiledJoin {
  const { joinKind, residual } = plan;
  return {
    plan,
    keepsLeft: joinKind === 'left' || joinKind === 'full',
    keepsRight: joinKind === 'right' || joinKind === 'full',
    residual: residual && compileResidual(plan, residual),
  };
}

/** The residual over a batch of only the columns that it reads. */
export function compileResidual(plan: JoinPlan, residual: BoundExpression): PairFilter {
  const width = plan.left.schema.length;
  const used = [...referencedColumns([residual])];
  const predicate = compilePredicate(
    replaceColumns(residual, (column) => ({ ...column, index: used.indexOf(column.index) })),
  );
  return ({ left, right }, pairs, context) => {
    const columns = used.map((index) =>
      index < width ? take(left[index], pairs.slots) : take(right[index - width], pairs.rows),
    );
    const { length } = pairs.slots;
    const kept = predicate({ columns, length, selection: undefined }, undefined, context);
    if (kept.length === length) return pairs;
    const { areSingle } = pairs;
    return { slots: pick(pairs.slots, kept), rows: pick(pairs.rows, kept), areSingle };
  };
}

function pick(values: Uint32Array, at: Uint32Array): Uint32Array {
  const picked = new Uint32Array(at.length);
  for (let k = 0; k < at.length; k++) picked[k] = values[at[k]];
  return picked;
}

/** One run of a join: turns pairs into batches and remembers which stored rows had a partner. */
export class JoinOutput {
  readonly #join: CompiledJoin;
  readonly #stored: readonly Column[];
  readonly #storedLength: number;
  readonly #matchedRows: Uint8Array | undefined;

  constructor(join: CompiledJoin, stored: readonly Column[], storedLength: number) {
    this.#join = join;
    this.#stored = stored;
    this.#storedLength = storedLength;
    this.#matchedRows = join.keepsRight ? new Uint8Array(storedLength) : undefined;
  }

  /** The joined rows of one left batch, then its rows without a partner if they are wanted. */
  async *batches(
    batch: Batch,
    source: PairSource,
    execution: Execution,
  ): AsyncGenerator<Batch, void, undefined> {
    const { keepsLeft, residual } = this.#join;
    const sides = { left: batch.columns, right: this.#stored };
    const matched = keepsLeft ? new Uint8Array(batch.length) : undefined;
    for (let part = source(); part !== undefined; part = source()) {
      const pause = execution.pacer.step();
      if (pause !== undefined) await pause;
      const candidates = part;
      const pairs =
        residual === undefined
          ? part
          : await settle(execution, () => residual(sides, candidates, execution.context));
      if (pairs.slots.length === 0) continue;
      if (matched !== undefined) mark(matched, pairs.slots);
      if (this.#matchedRows !== undefined) mark(this.#matchedRows, pairs.rows);
      yield this.#joined(batch, pairs);
    }
    if (matched === undefined) return;
    const alone = unmarked(matched, slotsOf(batch));
    if (alone.length > 0) yield this.#withoutRight(batch, alone);
  }

  /** The stored rows that had no partner, at the very end, if they are wanted. */
  *rest(): Generator<Batch, void, undefined> {
    if (this.#matchedRows === undefined) return;
    const rows = unmarked(this.#matchedRows, allSlots(this.#storedLength));
    for (let start = 0; start < rows.length; start += BATCH_ROWS) {
      const part = rows.subarray(start, start + BATCH_ROWS);
      const columns = [
        ...nullColumns(this.#join.plan.left.schema, part.length),
        ...this.#stored.map((column) => take(column, part)),
      ];
      yield { columns, length: part.length, selection: undefined };
    }
  }

  /** The rows of the batch where they are, beside them their partners. */
  #beside(batch: Batch, pairs: Pairs): Batch {
    const { length } = batch;
    const { slots } = pairs;
    const rows = rowsBySlot(pairs, length);
    const columns = [...batch.columns, ...this.#stored.map((column) => take(column, rows))];
    return { columns, length, selection: slots.length === length ? undefined : slots };
  }

  #joined(batch: Batch, pairs: Pairs): Batch {
    if (isBulk(pairs, batch)) return this.#beside(batch, pairs);
    const columns = [
      ...batch.columns.map((column) => take(column, pairs.slots)),
      ...this.#stored.map((column) => take(column, pairs.rows)),
    ];
    return { columns, length: pairs.slots.length, selection: undefined };
  }

  #withoutRight(batch: Batch, slots: Uint32Array): Batch {
    const columns = [
      ...batch.columns.map((column) => take(column, slots)),
      ...nullColumns(this.#join.plan.right.schema, slots.length),
    ];
    return { columns, length: slots.length, selection: undefined };
  }
}

/** Whether it is cheaper to leave the left rows where they are than to copy them together. */
function isBulk({ slots, areSingle }: Pairs, { length }: Batch): boolean {
  return areSingle && slots.length * 2 > length;
}

function rowsBySlot({ slots, rows, bySlot }: Pairs, length: number): Uint32Array {
  if (bySlot?.length === length) return bySlot;
  const scattered = new Uint32Array(length);
  for (let k = 0; k < slots.length; k++) scattered[slots[k]] = rows[k];
  return scattered;
}

function mark(marks: Uint8Array, at: Uint32Array): void {
  for (let k = 0; k < at.length; k++) marks[at[k]] = 1;
}

function unmarked(marks: Uint8Array, candidates: Uint32Array): Uint32Array {
  return candidates.filter((candidate) => marks[candidate] === 0);
}

function nullColumns(schema: Schema, length: number): readonly Column[] {
  return schema.map(({ type }) => {
    const builder = createBuilder(type, length);
    for (let index = 0; index < length; index++) builder.appendNull();
    return builder.finish();
  });
}
