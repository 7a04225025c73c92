/** A rate limit that costs two numbers. */
export interface TokenBucket {
  /** Take one token; false when there is none. `nowMs` never goes back. */
  take(nowMs: number): boolean;
  /** Undo the last `take`: what it was for does not count. */
  giveBack(): void;
}

/** `perSecond` tokens come in evenly and as many are kept: a burst of that size passes. */
export function createTokenBucket(perSecond: number, nowMs: number): TokenBucket {
  let tokens = perSecond;
  let filledAtMs = nowMs;
  return {
    take: (atMs) => {
      tokens = Math.min(perSecond, tokens + ((atMs - filledAtMs) * perSecond) / 1000);
      filledAtMs = atMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    giveBack: () => {
      tokens += 1;
    },
  };
}
