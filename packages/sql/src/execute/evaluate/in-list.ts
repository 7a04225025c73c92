import type { Batch } from '../../columnar/batch.ts';
import { emptyBitmap, setBit } from '../../columnar/bitmap.ts';
import { selectEqual } from '../../columnar/kernels/compare.ts';
import { KeyTable, NO_KEY } from '../../columnar/key-table.ts';
import { allSlots, selectPresent, withoutSlots } from '../../columnar/slots.ts';
import { columnVector, type Vector } from '../../columnar/vector.ts';
import type { BoundInList } from '../../plan/expression.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { ExecutionContext } from '../context.ts';
import type { Compiler, Evaluator } from './evaluator.ts';
import { isSteady, neverFails } from './traits.ts';

/** Shorter lists are compared value by value. */
const SMALLEST_TABLE = 8;

/**
 * `operand IN (list)`: each value of the list sees the rows that none before it matched. A long
 * list of constants becomes a hash table, once per execution.
 */
export function compileInList(node: BoundInList, compiler: Compiler): Evaluator {
  const operand = compiler.vector(node.operand);
  const matcher = hasTable(node) ? matchByTable(node, compiler) : matchInTurn(node, compiler);
  return (batch, slots, context) => {
    const vector = operand(batch, slots, context);
    const out = new Uint32Array(slots.length);
    const present = out.subarray(0, selectPresent(vector, slots, out));
    const values = emptyBitmap(batch.length);
    const validity = emptyBitmap(batch.length);
    matcher({ batch, context, vector, slots: present, values, validity });
    const { length } = batch;
    return columnVector({ layout: 'bits', type: sqlTypes.boolean, length, validity, values });
  };
}

interface Matching {
  readonly batch: Batch;
  readonly context: ExecutionContext;
  readonly vector: Vector;
  /** Rows whose operand is not NULL. */
  readonly slots: Uint32Array;
  readonly values: Uint8Array;
  readonly validity: Uint8Array;
}

type Matcher = (matching: Matching) => void;

function hasTable({ list }: BoundInList): boolean {
  return list.length >= SMALLEST_TABLE && list.every((item) => isSteady(item) && neverFails(item));
}

function matchInTurn(node: BoundInList, compiler: Compiler): Matcher {
  const items = node.list.map(compiler.vector);
  return ({ batch, context, vector, slots, values, validity }) => {
    const nullItem = emptyBitmap(batch.length);
    let pending = slots;
    for (const item of items) {
      if (pending.length === 0) return;
      const candidate = item(batch, pending, context);
      const out = new Uint32Array(pending.length);
      const matched = out.subarray(0, selectEqual(vector, candidate, pending, out));
      for (const slot of matched) decide(slot, true, values, validity);
      pending = withoutSlots(pending, matched);
      noteNulls(candidate, pending, nullItem);
    }
    for (const slot of pending) {
      if ((nullItem[slot >> 3] & (1 << (slot & 7))) === 0) decide(slot, false, values, validity);
    }
  };
}

function matchByTable(node: BoundInList, compiler: Compiler): Matcher {
  const items = node.list.map(compiler.vector);
  const tables = new WeakMap<ExecutionContext, ListTable>();
  return ({ batch, context, vector, slots, values, validity }) => {
    if (slots.length === 0) return;
    let list = tables.get(context);
    if (list === undefined) {
      list = buildTable(node, items, batch, context);
      tables.set(context, list);
    }
    const ids = new Int32Array(batch.length);
    list.table.find([vector], slots, ids);
    for (const slot of slots) {
      const matched = ids[slot] !== NO_KEY;
      if (matched || !list.hasNull) decide(slot, matched, values, validity);
    }
  };
}

interface ListTable {
  readonly table: KeyTable;
  readonly hasNull: boolean;
}

function buildTable(
  node: BoundInList,
  items: readonly Evaluator[],
  batch: Batch,
  context: ExecutionContext,
): ListTable {
  const table = new KeyTable([node.operand.type]);
  const slot = allSlots(1);
  let hasNull = false;
  for (const item of items) {
    const vector = item(batch, slot, context);
    if (selectPresent(vector, slot, new Uint32Array(1)) === 0) hasNull = true;
    else table.insert([vector], slot, new Int32Array(1));
  }
  return { table, hasNull };
}

function decide(slot: number, matched: boolean, values: Uint8Array, validity: Uint8Array): void {
  setBit(validity, slot);
  if (matched) setBit(values, slot);
}

function noteNulls(vector: Vector, slots: Uint32Array, nulls: Uint8Array): void {
  if (vector.column.validity === undefined) return;
  const out = new Uint32Array(slots.length);
  const present = out.subarray(0, selectPresent(vector, slots, out));
  for (const slot of withoutSlots(slots, present)) setBit(nulls, slot);
}
