/** The words a statement can begin with. */
export const leadingWords = [
  'select',
  'with',
  'values',
  'insert',
  'update',
  'delete',
  'merge',
  'explain',
  'create',
  'drop',
  'alter',
  'show',
  'describe',
  'comment',
  'prepare',
  'reset',
  'deallocate',
  'subscribe',
  'execute',
] as const;

/** The words that begin a clause in the middle of a statement. */
export const innerWords = [
  'from',
  'where',
  'group',
  'having',
  'order',
  'limit',
  'offset',
  'values',
  'into',
  'table',
  'namespace',
  'primary',
  'default',
  'options',
  'union',
  'intersect',
  'except',
  'fetch',
] as const;

/** No word that is longer than this can be a misspelled keyword. */
const maxLength = 20;

/**
 * The candidate that `word` (lower case) most likely stands for: at most one letter added, left
 * out or changed, or two neighbors swapped, two such mistakes from seven letters on.
 */
export function closestWord(word: string, candidates: readonly string[]): string | undefined {
  if (word.length < 3 || word.length > maxLength) {
    return undefined;
  }
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate);
    const allowed = candidate.length >= 6 ? 2 : 1;
    if (distance > 0 && distance <= allowed && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Letters to add, remove or change, or neighbors to swap, to make one word the other. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const changed = last[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1);
      row[j] = Math.min(changed, last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
      }
    }
    beforeLast = last;
    last = row;
  }
  return last[right.length];
}
