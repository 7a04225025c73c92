import { describe, expect, test } from '@jest/globals';
import { type KeyValueStore, openMemoryStore, type WriteBatch } from '@kalamdb/store';
import { createFaultyStore } from '@kalamdb/store/testing';
import fc from 'fast-check';
import type { ChangeEvent, Commit } from '../../change/change-event.ts';
import { createManualClock } from '../../testing/manual-clock.ts';
import { Committer } from './committer.ts';
import { readLastSequence } from './last-sequence.ts';
import { createSequenceGenerator } from './sequence.ts';
import type { Staging } from './staging.ts';

const bytes = (text: string) => Buffer.from(text);

function setUp(store: KeyValueStore = openMemoryStore(), pendingWrites = 100) {
  const commits: Commit[] = [];
  const sequences = createSequenceGenerator(createManualClock(), 1, readLastSequence(store));
  const sink = { publish: (commit: Commit) => void commits.push(commit) };
  const committer = new Committer(store, sequences, sink, { syncWrites: true, pendingWrites });
  return { store, committer, commits };
}

/** A store that counts its writes and holds them back until they are let go. */
function gatedStore() {
  const inner = openMemoryStore();
  const batches: WriteBatch[] = [];
  let release = () => {};
  let gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store: KeyValueStore = {
    getSync: (key) => inner.getSync(key),
    getMany: (keys) => inner.getMany(keys),
    scan: (range, options) => inner.scan(range, options),
    snapshot: () => inner.snapshot(),
    clear: (range) => inner.clear(range),
    close: () => inner.close(),
    async write(batch, options) {
      batches.push(batch);
      await gate;
      await inner.write(batch, options);
    },
  };
  const open = () => {
    release();
    gate = Promise.resolve();
  };
  return { store, batches, open };
}

function emitInsert(staging: Staging, scope = 'u'): bigint {
  const sequence = staging.nextSequence();
  const event: ChangeEvent = {
    sequence,
    tableId: 1,
    scope,
    kind: 'insert',
    before: undefined,
    after: [sequence],
  };
  staging.emit(event);
  return sequence;
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the committer', () => {
  test('writes what was staged and resolves with the result', async () => {
    const { store, committer } = setUp();
    const result = await committer.submit((staging) => {
      staging.put(bytes('k'), bytes('v'));
      return 42;
    });
    expect(result).toBe(42);
    expect(store.getSync(bytes('k'))).toEqual(bytes('v'));
    expect(readLastSequence(store)).toBeGreaterThan(0n);
  });

  test('writes nothing for an operation that staged nothing', async () => {
    const store = createFaultyStore(openMemoryStore());
    const { committer } = setUp(store);
    await expect(committer.submit(() => 'read')).resolves.toBe('read');
    expect(store.count('write')).toBe(0);
  });

  test('puts all operations that wait during a write into the next group', async () => {
    const { store, batches, open } = gatedStore();
    const { committer } = setUp(store);
    const first = committer.submit((staging) => staging.put(bytes('a'), bytes('1')));
    await turn();
    await turn();
    const others = ['b', 'c', 'd'].map((key) =>
      committer.submit((staging) => staging.put(bytes(key), bytes('1'))),
    );
    await turn();
    expect(batches).toHaveLength(1);
    open();
    await Promise.all([first, ...others]);
    expect(batches).toHaveLength(2);
    expect(batches[1]?.mutations).toHaveLength(4);
  });

  test('lets an operation see those before it in its group, and none of a failed one', async () => {
    const { store, committer, commits } = setUp();
    const effects: string[] = [];
    const seen: unknown[] = [];
    const add = (key: string, fails = false) =>
      committer.submit((staging) => {
        seen.push(staging.get(bytes('last'))?.toString());
        staging.put(bytes('last'), bytes(key));
        staging.put(bytes(key), bytes(key));
        staging.onDurable(() => effects.push(key));
        emitInsert(staging, key);
        if (fails) throw new RangeError(`no ${key}`);
        return key;
      });
    const results = await Promise.allSettled([add('a'), add('b', true), add('c')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: new RangeError('no b') });
    expect(seen).toEqual([undefined, 'a', 'a']);
    expect(store.getSync(bytes('b'))).toBeUndefined();
    expect(effects).toEqual(['a', 'c']);
    expect(commits.map(({ events }) => events[0]?.scope)).toEqual(['a', 'c']);
  });

  test('applies effects, publishes and resolves in this order, after the write', async () => {
    const { store, open } = gatedStore();
    const steps: string[] = [];
    const sequences = createSequenceGenerator(createManualClock(), 1, 0n);
    const sink = { publish: ({ events }: Commit) => void steps.push(`publish ${events.length}`) };
    const options = { syncWrites: true, pendingWrites: 10 };
    const committer = new Committer(store, sequences, sink, options);
    const operations = [1, 2].map((number) =>
      committer
        .submit((staging) => {
          staging.put(bytes(`${number}`), bytes('v'));
          for (let count = 0; count < number; count += 1) emitInsert(staging);
          staging.onDurable(() => steps.push(`effect ${number}`));
        })
        .then(() => steps.push(`done ${number}`)),
    );
    await turn();
    await turn();
    expect(steps).toEqual([]);
    open();
    await Promise.all(operations);
    expect(steps).toEqual(['effect 1', 'publish 1', 'effect 2', 'publish 2', 'done 1', 'done 2']);
  });

  test('keeps an asynchronous operation alone until it is over', async () => {
    const { store, committer } = setUp();
    const long = committer.submit(async (staging) => {
      const before = staging.get(bytes('n'));
      await turn();
      await turn();
      expect(staging.get(bytes('n'))).toBe(before);
      staging.put(bytes('n'), bytes('long'));
    });
    const short = committer.submit((staging) => {
      staging.put(bytes('n'), Buffer.concat([staging.get(bytes('n')) ?? bytes(''), bytes('+')]));
    });
    await Promise.all([long, short]);
    expect(store.getSync(bytes('n'))).toEqual(bytes('long+'));
  });

  test('refuses one operation more than may wait, and works on', async () => {
    const { committer } = setUp(openMemoryStore(), 2);
    const accepted = [committer.submit(() => 1), committer.submit(() => 2)];
    await expect(committer.submit(() => 3)).rejects.toMatchObject({ code: 'CORE_OVERLOADED' });
    await expect(Promise.all(accepted)).resolves.toEqual([1, 2]);
    await expect(committer.submit(() => 4)).resolves.toBe(4);
  });

  test('bounds a group: the rest goes into the next ones', async () => {
    const store = createFaultyStore(openMemoryStore());
    const { committer } = setUp(store, 10_000);
    const writes = Array.from({ length: 3000 }, (_, index) =>
      committer.submit((staging) => staging.put(bytes(`${index}`), bytes('v'))),
    );
    await Promise.all(writes);
    expect(store.count('write')).toBe(3);
    const big = Array.from({ length: 3 }, (_, index) =>
      committer.submit((staging) => staging.put(bytes(`b${index}`), new Uint8Array(9 << 20))),
    );
    await Promise.all(big);
    expect(store.count('write')).toBe(6);
  });

  test('does everything that was submitted before it closes, and nothing after', async () => {
    const { store, committer } = setUp();
    const write = committer.submit((staging) => staging.put(bytes('k'), bytes('v')));
    await committer.close();
    expect(store.getSync(bytes('k'))).toEqual(bytes('v'));
    await write;
    await expect(committer.submit(() => 1)).rejects.toMatchObject({ code: 'CORE_CLOSED' });
    await committer.close();
  });

  test('a fault in an effect rejects its operation alone', async () => {
    const { committer, commits } = setUp();
    const faulty = committer.submit((staging) => {
      staging.put(bytes('a'), bytes('v'));
      staging.onDurable(() => {
        throw new TypeError('bug');
      });
    });
    const sound = committer.submit((staging) => emitInsert(staging));
    await expect(faulty).rejects.toThrow('bug');
    await sound;
    expect(commits).toHaveLength(1);
  });
});

describe('when the write of a group fails, the committer', () => {
  async function failingWrite(applied: boolean) {
    const store = createFaultyStore(openMemoryStore());
    const { committer, commits } = setUp(store);
    const effects: string[] = [];
    const write = (key: string, value = key) =>
      committer.submit((staging) => {
        staging.put(bytes(key), bytes(value));
        staging.onDurable(() => effects.push(key));
        return emitInsert(staging);
      });
    const first = await write('a', 'old');
    store.setFaults([{ operation: 'write', nth: 1, applied }]);
    const failed = await Promise.allSettled([write('a', 'new'), write('b')]);
    for (const result of failed) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'STORE_IO' } });
    }
    return { store, commits, effects, write, first };
  }

  test('rejects all of it and works on, without its effects and its sequences', async () => {
    const { store, commits, effects, write, first } = await failingWrite(false);
    expect(effects).toEqual(['a']);
    const next = await write('c');
    expect(effects).toEqual(['a', 'c']);
    expect(commits.map(({ sequence }) => sequence)).toEqual([first, next]);
    expect(store.getSync(bytes('a'))).toEqual(bytes('old'));
    expect(store.getSync(bytes('b'))).toBeUndefined();
    // One for the group of the first write, two operations and the group of the failed one.
    expect(next - first).toBe(5n);
  });

  test('lets memory follow the store if the store has the group nevertheless', async () => {
    const { store, commits, effects, write } = await failingWrite(true);
    expect(effects).toEqual(['a']);
    await write('c');
    expect(effects).toEqual(['a', 'a', 'b', 'c']);
    expect(commits).toHaveLength(4);
    expect(store.getSync(bytes('a'))).toEqual(bytes('new'));
  });

  test('writes over what of it could come back after a crash', async () => {
    const { store, write } = await failingWrite(false);
    const batches: WriteBatch[] = [];
    const inner = store.write;
    store.write = (batch, options) => {
      batches.push(batch);
      return inner(batch, options);
    };
    await write('c');
    await write('d');
    const [rewriting, plain] = batches.map(({ mutations }) =>
      mutations.map(({ key, value }) => [key.toString(), value?.toString()]),
    );
    expect(rewriting?.slice(0, 2)).toEqual([
      ['a', 'old'],
      ['b', undefined],
    ]);
    expect(plain).toHaveLength(2);
  });

  test('rejects what comes while it cannot write over it, and recovers once it can', async () => {
    const { store, effects, write } = await failingWrite(false);
    // The first read asks whether the store has the group, the second one begins the rewriting.
    store.setFaults([{ operation: 'getSync', nth: 2, applied: false }]);
    await expect(write('c')).rejects.toMatchObject({ code: 'STORE_IO' });
    await write('d');
    expect(effects).toEqual(['a', 'd']);
    expect(store.getSync(bytes('a'))).toEqual(bytes('old'));
    expect(store.getSync(bytes('c'))).toBeUndefined();
  });

  test('rejects what comes while it cannot tell, and recovers once it can', async () => {
    const { store, effects, write } = await failingWrite(true);
    store.setFaults([{ operation: 'getSync', nth: 1, applied: false }]);
    await expect(write('c')).rejects.toMatchObject({ code: 'STORE_IO' });
    await write('d');
    expect(effects).toEqual(['a', 'a', 'b', 'd']);
  });
});

describe('while a group is on its way to the disk, the committer', () => {
  /** The first operation has put `last` and is being written; the store waits for `open`. */
  async function writing(effect?: () => void) {
    const gate = gatedStore();
    const rig = setUp(gate.store);
    const first = rig.committer.submit((staging) => {
      staging.put(bytes('last'), bytes('first'));
      if (effect !== undefined) staging.onDurable(effect);
    });
    await turn();
    await turn();
    expect(gate.batches).toHaveLength(1);
    return { ...gate, ...rig, first };
  }

  test('stages what comes, over what is being written', async () => {
    const { committer, batches, open, first } = await writing();
    const seen: unknown[] = [];
    const second = committer.submit(async (staging) => {
      seen.push(staging.get(bytes('last'))?.toString());
      staging.put(bytes('z'), bytes('second'));
      for await (const entries of staging.scan({ gte: bytes('l'), lt: bytes('~') })) {
        seen.push(...entries.map(([key, value]) => `${key}=${value}`));
      }
    });
    await turn();
    expect(seen).toEqual(['first', 'last=first', 'z=second']);
    expect(batches).toHaveLength(1);
    open();
    await Promise.all([first, second]);
    expect(batches[1]?.mutations.map(({ key }) => Buffer.from(key).toString('latin1'))).toContain(
      'z',
    );
    expect(
      batches[1]?.mutations.map(({ key }) => Buffer.from(key).toString('latin1')),
    ).not.toContain('last');
  });

  test('waits with what comes for the effects of the group', async () => {
    const steps: string[] = [];
    const { committer, open, first } = await writing(() => steps.push('effect'));
    const second = committer.submit(() => void steps.push('staged'));
    await turn();
    expect(steps).toEqual([]);
    open();
    await Promise.all([first, second]);
    expect(steps).toEqual(['effect', 'staged']);
  });

  test('tells its operations of its end though a later one is still being staged', async () => {
    const { committer, open, first } = await writing();
    let finish = () => {};
    const long = committer.submit(() => new Promise<void>((resolve) => (finish = resolve)));
    await turn();
    open();
    await first;
    finish();
    await long;
  });
});

describe('whatever happens to writes, the committer', () => {
  /** An operation that appends to the text of a key what it is called. */
  const operation = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    /** Turns of the event loop before it is submitted, and while it is staged. */
    pauseTurns: fc.constantFrom(0, 0, 0, 1, 3),
    stageTurns: fc.constantFrom(0, 0, 0, 1, 4),
    fails: fc.constantFrom(false, false, false, true),
    hasEffect: fc.constantFrom(false, false, true),
  });
  const writes = fc.array(fc.record({ turns: fc.nat(4), fails: fc.boolean() }), { maxLength: 20 });

  type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
  type Write = typeof writes extends fc.Arbitrary<readonly (infer T)[]> ? T : never;

  const turns = async (count: number) => {
    for (let done = 0; done < count; done += 1) await turn();
  };

  /** A store whose writes take and fail as planned. */
  function plannedStore(inner: KeyValueStore, plan: readonly Write[]) {
    const left = [...plan];
    let current: Write = { turns: 1, fails: false };
    const store = createFaultyStore(inner, { delay: () => turns(current.turns) });
    const write = store.write;
    store.write = (batch, options) => {
      current = left.shift() ?? { turns: 1, fails: false };
      store.setFaults(current.fails ? [{ operation: 'write', nth: 1, applied: false }] : []);
      return write(batch, options);
    };
    return store;
  }

  /** Gives what the key had. */
  const append =
    ({ key, stageTurns, fails, hasEffect }: Operation, id: number, effects: number[]) =>
    async (staging: Staging) => {
      const before = staging.get(bytes(key))?.toString() ?? '';
      if (stageTurns > 0) await turns(stageTurns);
      staging.put(bytes(key), bytes(`${before} ${id}`));
      if (hasEffect) staging.onDurable(() => effects.push(id));
      emitInsert(staging, `${id}`);
      if (fails) throw new RangeError('fails');
      return before;
    };

  /** What the keys have after the operations that succeeded, each of which saw those before it. */
  function replay(operations: readonly Operation[], results: PromiseSettledResult<string>[]) {
    const model = new Map<string, string>();
    const succeeded: number[] = [];
    for (const [id, result] of results.entries()) {
      if (result.status === 'rejected') continue;
      const { key } = operations[id] as Operation;
      expect(result.value).toBe(model.get(key) ?? '');
      model.set(key, `${result.value} ${id}`);
      succeeded.push(id);
    }
    return { model, succeeded };
  }

  test('gives each operation that succeeds what those before it left, and keeps just these', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 25 }), writes, async (operations, plan) => {
        const inner = openMemoryStore();
        const { committer, commits } = setUp(plannedStore(inner, plan));
        const effects: number[] = [];
        const results: Promise<string>[] = [];
        for (const [id, each] of operations.entries()) {
          await turns(each.pauseTurns);
          results.push(committer.submit(append(each, id, effects)));
          results.at(-1)?.catch(() => undefined);
        }
        const { model, succeeded } = replay(operations, await Promise.allSettled(results));
        for (const key of ['a', 'b', 'c']) {
          expect(inner.getSync(bytes(key))?.toString()).toBe(model.get(key));
        }
        expect(commits.map(({ events }) => Number(events[0]?.scope))).toEqual(succeeded);
        expect(effects).toEqual(succeeded.filter((id) => operations[id]?.hasEffect));
      }),
      { numRuns: 300 },
    );
  });
});
