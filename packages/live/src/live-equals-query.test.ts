import { expect, test } from '@jest/globals';
import type { Row, TableInfo } from '@kalamdb/sql';
import fc from 'fast-check';
import { messagesTable } from '../test/messages-table.ts';
import { Mirror, type MirroredRow } from '../test/mirror.ts';
import { settle } from '../test/recording-client.ts';
import { createLiveQueries } from './live-queries.ts';
import { createMemoryLiveDatabase, type MemoryWrite } from './testing/memory-live-database.ts';

/** Queries with what they mean, written again in JavaScript. NULL is null. */
interface Case {
  readonly sql: string;
  matches(row: Row): boolean;
  /** `hasKey`: the primary key comes along, also when it is not selected. */
  project(row: Row, hasKey: boolean): MirroredRow;
}

const whole = ([id, grp, n, seq]: Row): MirroredRow => ({
  id,
  grp,
  n,
  _seq: seq,
  _deleted: false,
});

const cases: readonly Case[] = [
  { sql: 'SELECT * FROM messages', matches: () => true, project: whole },
  {
    sql: "SELECT * FROM messages WHERE grp = 'a'",
    matches: ([, grp]) => grp === 'a',
    project: whole,
  },
  {
    sql: "SELECT n FROM messages WHERE grp = 'b' AND n > 1",
    matches: ([, grp, n]) => grp === 'b' && Number(n) > 1,
    project: ([id, , n, seq], hasKey) => ({ n, ...(hasKey ? { id } : {}), _seq: seq }),
  },
  {
    sql: 'SELECT n + 1 AS next, id FROM messages WHERE grp IS NULL OR n IN (0, 2)',
    matches: ([, grp, n]) => grp === null || n === 0 || n === 2,
    project: ([id, , n, seq]) => ({ next: n === null ? null : Number(n) + 1, id, _seq: seq }),
  },
];

const users = ['alice', 'bob'];

const write = fc.record({
  user: fc.constantFrom(...users),
  id: fc.bigInt({ min: 1n, max: 6n }),
  values: fc.option(
    fc.record({
      grp: fc.constantFrom('a', 'b', null),
      n: fc.constantFrom(0, 1, 2, 3, null),
    }),
    { freq: 3, nil: undefined },
  ),
});

type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      writes: fc.array(write, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('batch', 'disconnect', 'connect', 'full', 'room'),
      client: fc.nat({ max: 7 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('turns' as const),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const plan = fc.record({
  steps: fc.array(step, { minLength: 5, maxLength: 60 }),
  batchSize: fc.integer({ min: 1, max: 3 }),
  hasKey: fc.boolean(),
});

class Run {
  readonly table: TableInfo;
  readonly database;
  readonly clients: readonly {
    readonly mirror: Mirror;
    readonly user: string;
    readonly query: Case;
  }[];
  readonly #batchSize: number;
  readonly #pending: Promise<unknown>[] = [];

  constructor({ batchSize, hasKey }: { batchSize: number; hasKey: boolean }) {
    const table = messagesTable(hasKey ? {} : { primaryKey: [] });
    const database = createMemoryLiveDatabase([table], 2);
    const live = createLiveQueries(database);
    this.table = table;
    this.database = database;
    this.#batchSize = batchSize;
    this.clients = users.flatMap((user) =>
      cases.map((query) => ({
        user,
        query,
        mirror: new Mirror(live, query.sql, { userId: user, key: hasKey ? 'id' : '_seq' }),
      })),
    );
  }

  async obey(next: Step): Promise<void> {
    if ('writes' in next) {
      this.database.commit(next.writes.map((each) => this.#write(each)));
    } else if ('count' in next) {
      for (let turn = 0; turn < next.count; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    } else this.#obeyClient(next.kind, this.clients[next.client].mirror);
  }

  /** Connect everybody, read every batch, make room, let everything come to rest. */
  async finish(): Promise<void> {
    await Promise.all(this.#pending);
    for (const { mirror } of this.clients) {
      mirror.setWritable(true);
      if (!mirror.isConnected) await mirror.connect(this.#batchSize);
      while (await mirror.nextBatch());
    }
    await settle();
  }

  #obeyClient(kind: string, mirror: Mirror): void {
    if (kind === 'full' || kind === 'room') mirror.setWritable(kind === 'room');
    else if (kind === 'disconnect') mirror.disconnect();
    else if (kind === 'connect' && !mirror.isConnected)
      this.#later(mirror.connect(this.#batchSize));
    else if (kind === 'batch') this.#later(mirror.nextBatch());
  }

  /** Calls that overlap or meet a disconnect are refused; that is not what is tested here. */
  #later(call: Promise<unknown>): void {
    this.#pending.push(
      call.catch((error: unknown) => {
        expect(error).toMatchObject({ code: expect.stringMatching(/^LIVE_(NO_BATCH|CLOSED)$/) });
      }),
    );
  }

  #write({ user, id, values }: Write): MemoryWrite {
    const row = values === undefined ? undefined : [id, values.grp, values.n];
    return { table: this.table, scope: user, identity: String(id), values: row };
  }
}

test('after any writes, disconnects and pauses each client holds what SELECT gives', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ steps, ...setup }) => {
      const run = new Run(setup);
      for (const next of steps) await run.obey(next);
      await run.finish();
      for (const { mirror, user, query } of run.clients) {
        const expected = run.database
          .rows(run.table, user)
          .filter((row) => query.matches(row))
          .map((row) => query.project(row, setup.hasKey));
        const held = [...mirror.rows.values()].sort((a, b) => Number(a._seq) - Number(b._seq));
        expect(held).toEqual(expected);
      }
    }),
    { numRuns: 200 },
  );
}, 60_000);
