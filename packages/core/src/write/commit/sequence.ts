import assert from 'node:assert/strict';
import type { Clock } from '../../clock.ts';

/**
 * Snowflakes: 41 bits milliseconds | 10 bits node | 12 bits counter, strictly increasing. `_seq`
 * counts from 2024-01-01T00:00:00Z; SNOWFLAKE_ID() from 1970.
 */
export interface SequenceGenerator {
  /** Greater than everything this generator gave before, whatever the clock does. */
  next(): bigint;
}

/** 2024-01-01T00:00:00Z in milliseconds since 1970: the zero of `_seq`. */
const SEQUENCE_EPOCH_MS = 1_704_067_200_000;
const MAX_MS = 2 ** 41 - 1;
const MAX_NODE = 1023;
const MAX_COUNTER = 4095;
const TIME_SHIFT = 22n;
const NODE_SHIFT = 12;

export interface SnowflakeOptions {
  /** 0…1023. */
  readonly nodeId: number;
  /** Milliseconds since 1970 that count as zero. */
  readonly epochMs: number;
  /** Every snowflake is of a later millisecond than this, which counts from the epoch. */
  readonly afterMs: number;
}

/** `_seq` values that go on after `last`, the greatest one given before (0 when there is none). */
export function createSequenceGenerator(
  clock: Clock,
  nodeId: number,
  last: bigint,
): SequenceGenerator {
  // The millisecond of `last` is left alone: another node id may have given sequences in it.
  const afterMs = last > 0n ? Number(last >> TIME_SHIFT) : -1;
  return createSnowflakeGenerator(clock, { nodeId, epochMs: SEQUENCE_EPOCH_MS, afterMs });
}

/**
 * Snowflakes by `clock`. While it stands still, steps back or gives less than one millisecond per
 * 4,096 snowflakes, later milliseconds are borrowed.
 */
export function createSnowflakeGenerator(
  clock: Clock,
  options: SnowflakeOptions,
): SequenceGenerator {
  const { nodeId, epochMs } = options;
  assert(
    Number.isInteger(nodeId) && nodeId >= 0 && nodeId <= MAX_NODE,
    `node id ${nodeId} is not a whole number from 0 to ${MAX_NODE}`,
  );
  const node = nodeId << NODE_SHIFT;
  let ms = options.afterMs;
  let counter = MAX_COUNTER;
  const next = (): bigint => {
    const now = toMs(clock.now()) - epochMs;
    if (now > ms) {
      ms = now;
      counter = 0;
    } else if (counter < MAX_COUNTER) {
      counter += 1;
    } else {
      ms += 1;
      counter = 0;
    }
    assert(ms >= 0 && ms <= MAX_MS, `time ${ms} ms after the epoch does not fit 41 bits`);
    return (BigInt(ms) << TIME_SHIFT) | BigInt(node | counter);
  };
  return { next };
}

/** The smallest `_seq` of the millisecond of `time` (microseconds since 1970), at least 0. */
export function sequenceAt(time: bigint): bigint {
  const ms = toMs(time) - SEQUENCE_EPOCH_MS;
  return ms <= 0 ? 0n : BigInt(ms) << TIME_SHIFT;
}

/** When `sequence` was given, in milliseconds since 1970. */
export function timeOfSequence(sequence: bigint): number {
  return Number(sequence >> TIME_SHIFT) + SEQUENCE_EPOCH_MS;
}

function toMs(time: bigint): number {
  return Math.floor(Number(time) / 1000);
}
