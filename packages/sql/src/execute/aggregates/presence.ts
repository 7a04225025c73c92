import type { GroupedRows, GroupPairs } from './aggregate-state.ts';
import { createSeen } from './seen.ts';

/** Which groups have taken a row in. */
export interface Presence {
  add(rows: GroupedRows): void;
  combine(pairs: GroupPairs): void;
  has(group: number): boolean;
}

export function createPresence(): Presence {
  const seen = createSeen();
  return {
    add: ({ slots, groupOf, groupCount }) => {
      const flags = seen.flags(groupCount);
      if (groupOf !== undefined) markGroups(flags, slots, groupOf);
      else if (slots.length > 0) flags[0] = 1;
    },
    combine: ({ from, into, groupCount }) => {
      const flags = seen.flags(groupCount);
      for (let k = 0; k < from.length; k++) flags[into[k]] |= flags[from[k]];
    },
    has: seen.has,
  };
}

function markGroups(flags: Uint8Array, slots: Uint32Array, groupOf: Int32Array): void {
  for (let k = 0; k < slots.length; k++) flags[groupOf[slots[k]]] = 1;
}
