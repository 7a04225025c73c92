import type { Batch } from '../../columnar/batch.ts';
import type { Coded, Column } from '../../columnar/column.ts';
import { take } from '../../columnar/take.ts';
import { columnVector } from '../../columnar/vector.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { hasSubquery, hasVolatile, referencedColumns, someExpression } from '../../plan/walk.ts';
import { typeProperties } from '../../types/sql-type.ts';
import type { Evaluator, Selector } from './evaluator.ts';

/**
 * The column that decides the value of an expression, where evaluating it once for each different
 * value is worth it: it is the only one, of texts, and more than moved.
 */
export function decidingColumn(expression: BoundExpression): number | undefined {
  const isComputed = someExpression(
    expression,
    ({ kind }) => kind === 'call' || kind === 'in-list',
  );
  if (!isComputed || hasVolatile(expression) || hasSubquery(expression)) return undefined;
  const isOfText = someExpression(
    expression,
    ({ kind, type }) => kind === 'column' && typeProperties[type.kind].layout === 'bytes',
  );
  const columns = referencedColumns([expression]);
  return isOfText && columns.size === 1 ? [...columns][0] : undefined;
}

/** Evaluates once for each of the values that rows have, where column `index` is coded. */
export function evaluateByCode(index: number, evaluate: Evaluator): Evaluator {
  return (batch, slots, context) => {
    const coded = usefulCodes(batch.columns[index], slots);
    if (coded === undefined) return evaluate(batch, slots, context);
    const values = dictionaryBatch(index, coded);
    const result = evaluate(values, usedCodes(coded, slots), context);
    if (result.mask === 0) return result;
    return columnVector(take(result.column, asSlots(coded.codes, batch.length)));
  };
}

/** As `evaluateByCode`, of a predicate. */
export function selectByCode(index: number, select: Selector): Selector {
  return (batch, slots, context, out) => {
    const coded = usefulCodes(batch.columns[index], slots);
    if (coded === undefined) return select(batch, slots, context, out);
    const values = dictionaryBatch(index, coded);
    const used = usedCodes(coded, slots);
    const selected = used.subarray(0, select(values, used, context, used));
    return selectSlots(slots, coded.codes, flagsOf(selected, values.length), out);
  };
}

/** The codes of a column, if they are fewer than the rows. */
function usefulCodes(column: Column, slots: Uint32Array): Coded | undefined {
  if (column.layout !== 'bytes' || column.coded === undefined) return undefined;
  return column.coded.dictionary.values.length <= slots.length ? column.coded : undefined;
}

/** The different values as rows; other columns are not asked for. */
function dictionaryBatch(index: number, { dictionary }: Coded): Batch {
  const { values } = dictionary;
  const columns: Column[] = [];
  columns[index] = values;
  return { columns, length: values.length, selection: undefined };
}

/** The codes that `slots` have, ascending. */
function usedCodes({ dictionary, codes }: Coded, slots: Uint32Array): Uint32Array {
  const flags = new Uint8Array(dictionary.values.length);
  for (let k = 0; k < slots.length; k++) flags[codes[slots[k]]] = 1;
  const used = new Uint32Array(flags.length);
  let count = 0;
  for (let code = 0; code < flags.length; code++) {
    used[count] = code;
    count += flags[code];
  }
  return used.subarray(0, count);
}

function flagsOf(codes: Uint32Array, length: number): Uint8Array {
  const flags = new Uint8Array(length);
  for (let k = 0; k < codes.length; k++) flags[codes[k]] = 1;
  return flags;
}

function selectSlots(
  slots: Uint32Array,
  codes: Int32Array,
  flags: Uint8Array,
  out: Uint32Array,
): number {
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    out[count] = slot;
    count += flags[codes[slot]];
  }
  return count;
}

function asSlots(codes: Int32Array, length: number): Uint32Array {
  return new Uint32Array(codes.buffer, codes.byteOffset, length);
}
