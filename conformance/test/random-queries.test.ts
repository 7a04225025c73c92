import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { difference } from '../src/compare.ts';
import { DuckDbEngine } from '../src/duckdb-engine.ts';
import type { Engine } from '../src/engine.ts';
import { KalamEngine } from '../src/kalam-engine.ts';
import { createRandom } from '../src/random.ts';
import { randomDatabase } from '../src/random-queries/database.ts';
import {
  type Dialect,
  duckDbDialect,
  kalamDialect,
  kalamForSqlite,
  sqliteDialect,
} from '../src/random-queries/dialect.ts';
import { duckDbFeatures, type Features, sqliteFeatures } from '../src/random-queries/features.ts';
import { generateQuery } from '../src/random-queries/generate.ts';
import { SqliteEngine } from '../src/sqlite-engine.ts';

const numRuns = Number(process.env.RANDOM_QUERIES ?? 1_500);
const seed = Number(process.env.RANDOM_SEED ?? 20_260);

interface Peer {
  readonly name: string;
  readonly features: Features;
  /** In which each is asked. */
  readonly ours: Dialect;
  readonly theirs: Dialect;
  open(): Promise<Engine>;
}

const peers: readonly Peer[] = [
  {
    name: 'DuckDB does',
    features: duckDbFeatures,
    ours: kalamDialect,
    theirs: duckDbDialect,
    open: () => DuckDbEngine.open(),
  },
  {
    name: 'SQLite does',
    features: sqliteFeatures,
    ours: kalamForSqlite,
    theirs: sqliteDialect,
    open: () => SqliteEngine.open(),
  },
  {
    name: 'plans that no rule has touched do',
    features: duckDbFeatures,
    ours: kalamDialect,
    theirs: kalamDialect,
    open: async () => new KalamEngine(false),
  },
];

test.each(peers.map((peer) => [peer.name, peer] as const))(
  `${numRuns} random queries answer as %s (seed ${seed})`,
  async (_, peer) => {
    const { relations, tables } = randomDatabase(createRandom(seed), peer.features);
    const kalam = new KalamEngine();
    const other = await peer.open();
    for (const relation of relations) {
      await kalam.load(relation);
      await other.load(relation);
    }
    const seen = { answers: 0, rows: 0, refused: 0 };
    const tape = fc.array(fc.nat(0xffff), { maxLength: 200, size: 'max' });
    const answersAlike = fc.asyncProperty(tape, async (choices) => {
      const query = generateQuery(choices, peer.features, tables);
      const theirs = await other.run(query(peer.theirs)).catch(() => undefined);
      if (theirs === undefined) {
        seen.refused += 1;
        return;
      }
      const sql = query(peer.ours);
      const ours = await kalam.run(sql).catch((error) => {
        throw new Error(`${error.message}\nin ${sql}`);
      });
      const found = difference(ours, theirs, false);
      if (found !== undefined) throw new Error(`${found}\nin ${sql}`);
      seen.answers += 1;
      seen.rows += ours.rows.length;
    });
    try {
      await fc.assert(answersAlike, { numRuns, seed });
    } finally {
      await other.close();
    }
    // What the peer cannot do says nothing; most must.
    expect(seen.refused).toBeLessThan(numRuns / 50);
    expect(seen.rows).toBeGreaterThan(seen.answers);
  },
);
