import type { LoadResult } from './http-load.ts';

/** A contestant: runs its load once and gives the figures. */
export type Contestant = (round: number) => Promise<LoadResult>;

/**
 * Run all contestants in turn, `rounds` times after one warm-up, so that a slow minute of the
 * machine hits all of them. Gives each one's rounds.
 */
export async function inTurn<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  rounds: number,
): Promise<Record<Name, LoadResult[]>> {
  const names = Object.keys(contestants) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    LoadResult[]
  >;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const result = await contestants[name](round);
      if (round > 0) results[name].push(result);
    }
  }
  return results;
}

/** The median of the rounds, figure by figure. */
function median(results: readonly LoadResult[]): LoadResult {
  const middle = (pick: (result: LoadResult) => number) => {
    const sorted = results.map(pick).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  return {
    perSecond: middle((result) => result.perSecond),
    p50Ms: middle((result) => result.p50Ms),
    p99Ms: middle((result) => result.p99Ms),
  };
}

/** Print a table of contestants and the ratio of the first one to each of the others. */
export function report(
  title: string,
  results: Readonly<Record<string, readonly LoadResult[]>>,
): void {
  const rows = Object.entries(results).map(([name, rounds]) => ({ name, ...median(rounds) }));
  const first = rows[0];
  console.log(`\n${title}`);
  for (const row of rows) {
    const ratio =
      first === undefined || row === first
        ? ''
        : `  ratio ${(first.perSecond / row.perSecond).toFixed(2)}x`;
    const rate = Math.round(row.perSecond).toString().padStart(7);
    console.log(
      `  ${row.name.padEnd(12)} ${rate}/s  p50 ${row.p50Ms.toFixed(2)} ms  p99 ${row.p99Ms.toFixed(2)} ms${ratio}`,
    );
  }
}
