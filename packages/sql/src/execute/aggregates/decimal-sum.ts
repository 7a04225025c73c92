import { decimalAt, scaleAt } from '../../columnar/decimal-column.ts';
import { DECIMAL_WORDS, readNarrow } from '../../columnar/decimal-words.ts';
import { growFloat64, growUint16 } from '../../columnar/grow.ts';
import { asDecimal } from '../../columnar/layout.ts';
import type { Vector } from '../../columnar/vector.ts';
import { type Decimal, powerOfTen } from '../../types/decimal.ts';
import type { GroupedRows, GroupPairs } from './aggregate-state.ts';

/** Sums of decimals per group, exact whatever their number and size. */
export interface DecimalSum {
  /** Add a decimal vector; no row is NULL. */
  add(argument: Vector, rows: GroupedRows): void;
  /** The sum, with the greatest scale among the group's values; of any number of digits. */
  total(group: number): Decimal;
  combine(pairs: GroupPairs): void;
}

/**
 * A sum is a double, for what keeps within 2^53, and a BigInt for the rest: few rows add to it. Both
 * are of the group's scale, the greatest that a value of it had.
 */
export function createDecimalSum(): DecimalSum {
  const sums = new Sums();
  return {
    add: (argument, { slots, groupOf, groupCount }) => {
      sums.reserve(groupCount);
      const column = asDecimal(argument.column);
      for (let k = 0; k < slots.length; k++) {
        const slot = slots[k] & argument.mask;
        const group = groupOf === undefined ? 0 : groupOf[slots[k]];
        const value = readNarrow(column.values, slot * DECIMAL_WORDS);
        const isAdded = sums.addNarrow(group, value, scaleAt(column, slot));
        if (!isAdded) sums.addWide(group, decimalAt(column, slot));
      }
    },
    total: (group) => sums.total(group),
    combine: ({ from, into, groupCount }) => {
      sums.reserve(groupCount);
      for (let k = 0; k < from.length; k++) sums.addGroup(into[k], from[k]);
    },
  };
}

class Sums {
  #narrow: Float64Array = new Float64Array(1);
  #scales: Uint16Array = new Uint16Array(1);
  readonly #wide = new Map<number, bigint>();

  reserve(groupCount: number): void {
    this.#narrow = growFloat64(this.#narrow, groupCount);
    this.#scales = growUint16(this.#scales, groupCount);
  }

  /** False, with nothing added, when a double does not do; NaN is such a value. */
  addNarrow(group: number, value: number, scale: number): boolean {
    if (scale !== this.#scales[group]) return false;
    const sum = this.#narrow[group] + value;
    if (!(Math.abs(sum) <= Number.MAX_SAFE_INTEGER)) return false;
    this.#narrow[group] = sum;
    return true;
  }

  addWide(group: number, { unscaled, scale }: Decimal): void {
    if (scale > this.#scales[group]) this.#rescale(group, scale);
    const value = unscaled * powerOfTen(this.#scales[group] - scale);
    this.#set(group, this.#unscaled(group) + value);
  }

  addGroup(group: number, from: number): void {
    const scale = this.#scales[from];
    if (this.#narrow[group] === 0 && !this.#wide.has(group)) {
      // Zero is zero at every scale.
      this.#scales[group] = Math.max(this.#scales[group], scale);
    }
    if (this.#wide.has(group) || this.#wide.has(from)) this.addWide(group, this.total(from));
    else if (!this.addNarrow(group, this.#narrow[from], scale)) {
      this.addWide(group, this.total(from));
    }
  }

  total(group: number): Decimal {
    return { unscaled: this.#unscaled(group), scale: this.#scales[group] ?? 0 };
  }

  #rescale(group: number, scale: number): void {
    const unscaled = this.#unscaled(group) * powerOfTen(scale - this.#scales[group]);
    this.#scales[group] = scale;
    this.#set(group, unscaled);
  }

  #unscaled(group: number): bigint {
    return BigInt(this.#narrow[group] ?? 0) + (this.#wide.get(group) ?? 0n);
  }

  #set(group: number, unscaled: bigint): void {
    const number = Number(unscaled);
    if (Number.isSafeInteger(number)) {
      this.#narrow[group] = number;
      this.#wide.delete(group);
    } else {
      this.#narrow[group] = 0;
      this.#wide.set(group, unscaled);
    }
  }
}
