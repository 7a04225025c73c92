import { SqlError } from '../error.ts';

/** About a second of work: characters read, and program states visited. */
const MAX_EFFORT = 50_000_000;

/** What one call of a function may still spend on a regular expression. */
export interface Effort {
  /** Begin a call. */
  renew(): void;
  /** Take so many steps; SQL_RESULT_TOO_LARGE when the call has taken too many. */
  spend(steps: number): void;
}

/**
 * A bound of the time of a call. One search is linear in the text, but functions that find all
 * matches may read the same characters again for each, and large programs cost more per character.
 */
export function createEffort(): Effort {
  let left = MAX_EFFORT;
  return {
    renew() {
      left = MAX_EFFORT;
    },
    spend(steps) {
      left -= steps;
      if (left >= 0) return;
      throw new SqlError(
        'SQL_RESULT_TOO_LARGE',
        'matching the regular expression takes too many steps',
        { hint: 'Write a simpler pattern, or match a shorter text.' },
      );
    },
  };
}
