/** Which groups have a value. */
export interface Seen {
  /** A flag per group, room for `groupCount`; valid until the next call. */
  flags(groupCount: number): Uint8Array;
  has(group: number): boolean;
}

export function createSeen(): Seen {
  let seen = new Uint8Array(1);
  return {
    flags: (groupCount) => {
      if (groupCount > seen.length) {
        const grown = new Uint8Array(Math.max(groupCount, seen.length * 2));
        grown.set(seen);
        seen = grown;
      }
      return seen;
    },
    has: (group) => seen[group] === 1,
  };
}
