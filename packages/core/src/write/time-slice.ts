/** Longest that one piece of work keeps the event loop, in milliseconds. */
const SLICE_MS = 8;

/** Watches how long work has kept the event loop, and lets others run in between. */
export class TimeSlice {
  #end = performance.now() + SLICE_MS;

  /** Whether it is time to `pause`. */
  isSpent(): boolean {
    return performance.now() >= this.#end;
  }

  /** Resolves after the event loop went round; a new slice starts then. */
  async pause(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#end = performance.now() + SLICE_MS;
  }
}

/** A slice of 8 ms that starts now. Uses the monotonic clock: it bounds work, it dates nothing. */
export function startTimeSlice(): TimeSlice {
  return new TimeSlice();
}
