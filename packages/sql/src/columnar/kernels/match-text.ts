import { SqlError } from '../../error.ts';
import { defaultOptions, ignoringCase, type RegexpOptions } from '../../regexp/options.ts';
import { regexpOf } from '../../regexp/regexp-cache.ts';
import { isValid } from '../bitmap.ts';
import { columnValue } from '../column-value.ts';
import { asBytes } from '../layout.ts';
import type { Vector } from '../vector.ts';
import { type BatchKernel, bitsFromSlots, strictValidity } from './kernel.ts';

/** The kernel of `~`, `~*`, `!~` or `!~*`; `undefined` for other names. */
export function matchTextKernel(name: string): BatchKernel | undefined {
  return kernels.get(name);
}

const kernels: ReadonlyMap<string, BatchKernel> = new Map([
  ['~', matchKernel(defaultOptions, false)],
  ['~*', matchKernel(ignoringCase, false)],
  ['!~', matchKernel(defaultOptions, true)],
  ['!~*', matchKernel(ignoringCase, true)],
]);

/** Reads texts as the bytes they are, where one pattern is for all rows. */
function matchKernel(options: RegexpOptions, negated: boolean): BatchKernel {
  return {
    total: false,
    evaluate: ([operand, pattern], slots, length) => {
      const source = pattern.mask === 0 ? columnValue(pattern.column, 0) : undefined;
      if (typeof source !== 'string') return undefined;
      const matching = matchingSlots(operand, source, options, negated, slots);
      if (matching === undefined) return undefined;
      return bitsFromSlots(matching, length, strictValidity([operand], length));
    },
  };
}

/** `undefined` where a match is an error: for the row definition to raise. */
function matchingSlots(
  operand: Vector,
  source: string,
  options: RegexpOptions,
  negated: boolean,
  slots: Uint32Array,
): Uint32Array | undefined {
  const { data, offsets, validity } = asBytes(operand.column);
  const matching = new Uint32Array(slots.length);
  let count = 0;
  try {
    const regexp = regexpOf(source, options);
    for (let k = 0; k < slots.length; k++) {
      const index = slots[k] & operand.mask;
      if (!isValid(validity, index)) continue;
      const matches = regexp.testBytes(data, offsets[index], offsets[index + 1]);
      if (matches !== negated) matching[count++] = slots[k];
    }
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
  return matching.subarray(0, count);
}
