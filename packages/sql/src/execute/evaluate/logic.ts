import { emptyBitmap, getBit, isValid, setBit } from '../../columnar/bitmap.ts';
import type { BitsColumn } from '../../columnar/column.ts';
import { vectorValidity } from '../../columnar/kernels/kernel.ts';
import {
  andTruth,
  notTruth,
  orTruth,
  type Truth,
  truthColumn,
  truthOf,
} from '../../columnar/kernels/logic.ts';
import { asBits } from '../../columnar/layout.ts';
import { columnVector, type Vector } from '../../columnar/vector.ts';
import type { BoundIsNull, BoundLogic, BoundNot } from '../../plan/expression.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { Compiler, Evaluator } from './evaluator.ts';
import { neverFails } from './traits.ts';

/**
 * AND and OR. Operands that cannot fail are evaluated for all rows and combined bytewise; otherwise
 * each operand sees only the rows that those before it have not decided.
 */
export function compileLogic(node: BoundLogic, compiler: Compiler): Evaluator {
  const operands = node.operands.map(compiler.vector);
  const eager = node.operands.slice(1).every(neverFails);
  return eager ? combineAll(operands, node.kind) : decideInTurn(operands, node.kind === 'or');
}

/** NOT, three-valued. */
export function compileNot(node: BoundNot, compiler: Compiler): Evaluator {
  const operand = compiler.vector(node.operand);
  return (batch, slots, context) => {
    const truth = truthOf(operand(batch, slots, context), batch.length);
    return columnVector(truthColumn(notTruth(truth)));
  };
}

/** IS NULL and IS NOT NULL: the validity bitmap or its complement. */
export function compileIsNull(node: BoundIsNull, compiler: Compiler): Evaluator {
  const operand = compiler.vector(node.operand);
  return (batch, slots, context) => {
    const validity = vectorValidity(operand(batch, slots, context), batch.length);
    const values = emptyBitmap(batch.length);
    const flip = node.negated ? 0 : 0xff;
    for (let index = 0; index < values.length; index++) {
      values[index] = (validity === undefined ? 0xff : validity[index]) ^ flip;
    }
    const { length } = batch;
    return columnVector({
      layout: 'bits',
      type: sqlTypes.boolean,
      length,
      validity: undefined,
      values,
    });
  };
}

function combineAll(operands: readonly Evaluator[], kind: BoundLogic['kind']): Evaluator {
  const combine = kind === 'and' ? andTruth : orTruth;
  return (batch, slots, context) => {
    const truths = operands.map(
      (operand): Truth => truthOf(operand(batch, slots, context), batch.length),
    );
    return columnVector(truthColumn(truths.reduce(combine)));
  };
}

/** `decisive` is the value that ends the evaluation of a row: FALSE of AND, TRUE of OR. */
function decideInTurn(operands: readonly Evaluator[], decisive: boolean): Evaluator {
  return (batch, slots, context) => {
    const decided = emptyBitmap(batch.length);
    const unknown = emptyBitmap(batch.length);
    let pending = slots;
    for (const operand of operands) {
      if (pending.length === 0) break;
      const vector = operand(batch, pending, context);
      pending = undecided(vector, pending, decisive, decided, unknown);
    }
    return columnVector(verdict(slots, decisive, decided, unknown, batch.length));
  };
}

/** The slots that `vector` does not decide; notes those that it does, and those where it is NULL. */
function undecided(
  vector: Vector,
  slots: Uint32Array,
  decisive: boolean,
  decided: Uint8Array,
  unknown: Uint8Array,
): Uint32Array {
  const { values, validity } = asBits(vector.column);
  const rest = new Uint32Array(slots.length);
  let count = 0;
  for (const slot of slots) {
    const present = isValid(validity, slot & vector.mask);
    if (present && getBit(values, slot & vector.mask) === decisive) {
      setBit(decided, slot);
      continue;
    }
    if (!present) setBit(unknown, slot);
    rest[count++] = slot;
  }
  return rest.subarray(0, count);
}

/** Undecided rows are NULL if an operand was, otherwise the opposite of `decisive`. */
function verdict(
  slots: Uint32Array,
  decisive: boolean,
  decided: Uint8Array,
  unknown: Uint8Array,
  length: number,
): BitsColumn {
  const values = emptyBitmap(length);
  const validity = emptyBitmap(length);
  for (const slot of slots) {
    const isDecided = getBit(decided, slot);
    if (isDecided || !getBit(unknown, slot)) setBit(validity, slot);
    if (isDecided === decisive) setBit(values, slot);
  }
  return { layout: 'bits', type: sqlTypes.boolean, length, validity, values };
}
