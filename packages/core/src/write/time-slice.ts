/** Longest that one piece of work keeps the event loop, in milliseconds. */
const SLICE_MS = 8;

/** Watches how long work has kept the event loop, and lets others run in between. */
export interface TimeSlice {
  /** Whether it is time to `pause`. */
  isSpent(): boolean;
  /** Resolves after the event loop went round; a new slice starts then. */
  pause(): Promise<void>;
}

/** A slice of 8 ms that starts now. Uses the monotonic clock: it bounds work, it dates nothing. */
export function startTimeSlice(): TimeSlice {
  let end = performance.now() + SLICE_MS;
  return {
    isSpent: () => performance.now() >= end,
    pause: async () => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      end = performance.now() + SLICE_MS;
    },
  };
}
