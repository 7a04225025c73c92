import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TestedDatabase } from '../src/random-statements/databases/database.ts';
import { KalamDatabase } from '../src/random-statements/databases/kalam-database.ts';
import { SqliteDatabase } from '../src/random-statements/databases/sqlite-database.ts';
import { play } from '../src/random-statements/play.ts';

const numRuns = Number(process.env.RANDOM_STATEMENTS ?? 30);
const seed = Number(process.env.RANDOM_SEED ?? 20_260);

type OpenPeer = () => Promise<TestedDatabase | undefined>;

const peers: readonly (readonly [string, OpenPeer])[] = [
  ['a plain model', async () => undefined],
  ['a plain model and SQLite', () => SqliteDatabase.open()],
];

test.each(peers)(
  `${numRuns} runs of random statements do what they do in %s (seed ${seed})`,
  async (_, openPeer) => {
    const kinds = new Map<string, number>();
    const seen = { statements: 0, kinds, refused: 0, restarts: 0, probes: 0 };
    const tape = fc.noBias(fc.array(fc.nat(0xffff), { maxLength: 40, size: 'max' }));
    const tapes = fc.noBias(fc.array(tape, { maxLength: 150, size: 'max' }));
    const sameEverywhere = fc.asyncProperty(tapes, async (statements) => {
      const kalam = await KalamDatabase.open();
      const peer = await openPeer();
      try {
        await play(statements, { kalam, peer }, seen);
      } finally {
        await kalam.close();
        await peer?.close();
      }
    });
    await fc.assert(sameEverywhere, { numRuns, seed });
    expect(seen.refused).toBeLessThan(seen.statements / 2);
    expect(seen.restarts).toBeGreaterThan(numRuns / 4);
    const counts = [...kinds].sort(([, a], [, b]) => b - a).map((each) => each.reverse().join(' '));
    process.stdout.write(`${seen.statements} statements: ${counts.join(', ')}\n`);
  },
);
