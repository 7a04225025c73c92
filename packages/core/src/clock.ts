/** The only source of time. Microseconds since 1970-01-01T00:00:00Z; may step backwards. */
export interface Clock {
  now(): bigint;
}

export const systemClock: Clock = {
  now: () => BigInt(Date.now()) * 1000n,
};
