import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { root, run, runScript } from '../../database/run.ts';
import { openTestDatabase } from '../../database/test-database.ts';
import { History, HistoryClient, type Level, type Tally } from './history.ts';
import { definition, type Operation, operation, rowsOf } from './operations.ts';

const runs = Number(process.env.HISTORIES ?? 150);
const CLIENTS = 4;

type Step =
  | { readonly kind: 'run'; readonly client: number; readonly op: Operation; readonly level: Level }
  | { readonly kind: 'alone'; readonly op: Operation }
  | { readonly kind: 'savepoint' | 'rollback-to' | 'rollback'; readonly client: number }
  | { readonly kind: 'commit'; readonly clients: readonly number[] };

const client = fc.integer({ min: 0, max: CLIENTS - 1 });
const level = fc.constantFrom<Level>('SNAPSHOT', 'SERIALIZABLE');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constant('run' as const), client, op: operation, level }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('alone' as const), op: operation }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('savepoint' as const, 'rollback-to' as const, 'rollback' as const),
      client,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      clients: fc.uniqueArray(client, { minLength: 1 }),
    }),
  },
);

async function perform(history: History, clients: readonly HistoryClient[], each: Step) {
  if (each.kind === 'alone') return history.runAlone(each.op);
  if (each.kind === 'commit') return commitTogether(clients, each.clients);
  const chosen = clients[each.client] as HistoryClient;
  if (each.kind === 'run') {
    if (!chosen.isOpen) await chosen.begin(each.level);
    return chosen.run(each.op);
  }
  if (!chosen.isOpen) return;
  if (each.kind === 'savepoint') return chosen.savepoint();
  if (each.kind === 'rollback') return chosen.rollback();
  return chosen.rollbackToSavepoint();
}

/** In one group of the committer: the later ones must see what the earlier ones have staged. */
async function commitTogether(clients: readonly HistoryClient[], places: readonly number[]) {
  const open = places.map((place) => clients[place]).filter((chosen) => chosen?.isOpen === true);
  const answers = await Promise.all(open.map((chosen) => (chosen as HistoryClient).sendCommit()));
  // On a busy machine one may overtake another.
  for (const { judge } of answers.toSorted((a, b) => a.order - b.order || 0)) judge();
}

test(`${runs} random histories of ${CLIENTS} clients show what their levels promise`, async () => {
  const tally: Tally = { committed: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), async (steps) => {
      const { database } = await openTestDatabase();
      await runScript(database, root, definition);
      const history = new History(database, tally);
      const clients = Array.from({ length: CLIENTS }, () => new HistoryClient(history));
      for (const each of steps) await perform(history, clients, each);
      const rows = await run(database, root, 'SELECT id, kind, amount FROM t ORDER BY id');
      expect(rows).toEqual(rowsOf(history.present));
      history.checkFollowers();
      await database.close();
    }),
    { numRuns: runs },
  );
  process.stdout.write(
    `${runs} histories: ${tally.committed} transactions committed, ${tally.refused} refused\n`,
  );
  expect(tally.committed).toBeGreaterThan(runs);
  expect(tally.refused).toBeGreaterThan(0);
});
