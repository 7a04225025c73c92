import { StoreError } from '@kalamdb/store';
import type { CountingRule } from './sequence-record.ts';

/** How far a sequence has come: `last` was given last or, unless `isCalled`, is given next. */
export interface CounterState {
  readonly last: bigint;
  readonly isCalled: boolean;
}

/** Values in a row: `first`, and each further one `increment` from the one before. */
export interface Block {
  readonly first: bigint;
  readonly increment: bigint;
  /** At least 1. */
  readonly count: number;
}

/** The value that follows; `undefined` at the end of a sequence that does not cycle. */
export function following(
  rule: CountingRule,
  { last, isCalled }: CounterState,
): bigint | undefined {
  if (!isCalled) return last;
  const { increment, minimum, maximum, cycle } = rule;
  const next = last + increment;
  if (increment > 0n && next > maximum) return cycle ? minimum : undefined;
  if (increment < 0n && next < minimum) return cycle ? maximum : undefined;
  return next;
}

/** Up to `wanted` values that follow, all before the end of the sequence; `undefined` at its end. */
export function followingBlock(
  rule: CountingRule,
  state: CounterState,
  wanted: number,
): Block | undefined {
  const first = following(rule, state);
  if (first === undefined) return undefined;
  const { increment, minimum, maximum } = rule;
  const further = increment > 0n ? (maximum - first) / increment : (minimum - first) / increment;
  const count = further + 1n < BigInt(wanted) ? Number(further) + 1 : wanted;
  return { first, increment, count };
}

/** The last value of a block. */
export function lastOf({ first, increment, count }: Block): bigint {
  return first + increment * BigInt(count - 1);
}

const SIZE_BYTES = 13;

/** u32 BE epoch, i64 BE value, and 1 if the value was given. */
export function encodeState({ epoch }: CountingRule, { last, isCalled }: CounterState): Uint8Array {
  const bytes = new Uint8Array(SIZE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, epoch);
  view.setBigInt64(4, last);
  view.setUint8(12, isCalled ? 1 : 0);
  return bytes;
}

/** What is stored of the present epoch, else its beginning. Throws STORE_CORRUPT. */
export function decodeState(rule: CountingRule, bytes: Uint8Array | undefined): CounterState {
  if (bytes === undefined) return { last: rule.first, isCalled: false };
  if (bytes.length !== SIZE_BYTES) {
    throw new StoreError('STORE_CORRUPT', `a counter has ${bytes.length} bytes, not ${SIZE_BYTES}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, SIZE_BYTES);
  if (view.getUint32(0) !== rule.epoch) return { last: rule.first, isCalled: false };
  return { last: view.getBigInt64(4), isCalled: view.getUint8(12) === 1 };
}
