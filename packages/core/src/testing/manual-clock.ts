import type { Clock } from '../clock.ts';

/** A clock that stands still until it is told otherwise. */
export interface ManualClock extends Clock {
  /** Microseconds since 1970, forwards or backwards. */
  set(now: bigint): void;
  advanceMs(milliseconds: number): void;
}

/** 2025-01-01T00:00:00Z in microseconds. */
const START = 1_735_689_600_000_000n;

/** A manual clock that shows 2025-01-01T00:00:00Z unless told otherwise. */
export function createManualClock(start: bigint = START): ManualClock {
  let current = start;
  return {
    now: () => current,
    set: (now) => {
      current = now;
    },
    advanceMs: (milliseconds) => {
      current += BigInt(Math.round(milliseconds * 1000));
    },
  };
}
