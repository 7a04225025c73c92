import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { change, definitionChange, definitions, read } from './statements.ts';
import { type Tally, World } from './world.ts';

const runs = Number(process.env.INTEGRITY ?? 12);
const CLIENTS = 3;
/** Of all runs: some of them and what it takes to make a failure smaller. */
const LONGEST_MS = 120_000 + runs * 2000;
/** A failure that was found, to be looked at again: its seed and path as they were printed. */
const [seed, path] = process.env.INTEGRITY_FAILURE?.split(' ') ?? [];
const replay = seed === undefined ? {} : { seed: Number(seed), path };

type Step =
  | { readonly kind: 'run'; readonly client: number; readonly sql: string; readonly level: string }
  | { readonly kind: 'alone'; readonly client: number; readonly sql: string }
  | { readonly kind: 'end'; readonly client: number; readonly how: string }
  | { readonly kind: 'savepoint' | 'rollback-to'; readonly client: number }
  | { readonly kind: 'define'; readonly sql: string }
  | { readonly kind: 'make-again'; readonly place: number }
  | { readonly kind: 'crash' | 'sweep' }
  | { readonly kind: 'fault'; readonly nth: number; readonly applied: boolean };

const client = fc.nat({ max: CLIENTS - 1 });
const kind = <K extends string>(...kinds: readonly K[]) => fc.constantFrom(...kinds);
const level = fc.constantFrom('SNAPSHOT', 'SNAPSHOT', 'SERIALIZABLE');
const rowStatement = fc.oneof({ weight: 4, arbitrary: change }, read);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ kind: kind('run'), client, sql: rowStatement, level }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('alone'), client, sql: change }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kind('end'),
      client,
      how: fc.constantFrom('COMMIT', 'COMMIT', 'COMMIT', 'ROLLBACK'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('savepoint', 'rollback-to'), client }) },
  { weight: 5, arbitrary: fc.record({ kind: kind('define'), sql: definitionChange }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('make-again'), place: fc.nat({ max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('crash', 'sweep') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: kind('fault'),
      nth: fc.integer({ min: 1, max: 4 }),
      applied: fc.boolean(),
    }),
  },
);

async function perform(world: World, each: Step): Promise<void> {
  switch (each.kind) {
    case 'run':
      return world.client(each.client).run(each.sql, each.level);
    case 'alone':
      return world.alone(each.sql, each.client);
    case 'end':
      return world.client(each.client).end(each.how);
    case 'savepoint':
      return world.client(each.client).savepoint();
    case 'rollback-to':
      return world.client(each.client).rollbackTo();
    case 'define':
      return world.define(each.sql);
    case 'make-again':
      return world.makeAgain(each.place);
    case 'crash':
      return world.crash();
    case 'sweep':
      return world.sweep();
    case 'fault':
      return world.store.setFaults([{ operation: 'write', nth: each.nth, applied: each.applied }]);
    default:
      return each satisfies never;
  }
}

const steps = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), {
  minLength: 10,
  maxLength: 30,
  size: 'max',
});
const pauses = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 7 });

test(
  `constraints and indexes hold in ${runs} random runs of clients beside changes of definitions`,
  async () => {
    const tally: Tally = new Map();
    await fc.assert(
      fc.asyncProperty(definitions, pauses, steps, async (made, paused, all) => {
        const world = await World.open({
          definitions: made,
          clients: CLIENTS,
          pauses: paused,
          tally,
        });
        for (const together of all) {
          await Promise.all(together.map((each) => perform(world, each)));
          await world.check();
        }
        await world.end();
      }),
      { numRuns: runs, ...replay },
    );
    if (process.env.INTEGRITY !== undefined) {
      for (const [what, count] of [...tally].toSorted()) process.stdout.write(`${count} ${what}\n`);
    }
    expect(tally.get('COMMIT: done')).toBeGreaterThan(runs);
  },
  LONGEST_MS,
);
