import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KeyValueReader, KeyValueStore, ScanOptions } from '../key-value-store.ts';
import { openMemoryStore } from '../memory/memory-store.ts';
import { collect } from '../testing/contract/fixture.ts';
import { WriteBatch } from '../write-batch.ts';
import { openLevelStore } from './level-store.ts';

const key = fc
  .array(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), { maxLength: 3 })
  .map((list) => Uint8Array.from(list));
const value = fc.uint8Array({ maxLength: 8 });
const range = fc.record({ gte: key, lt: key });
const scanOptions = fc
  .record({ reverse: fc.boolean(), limit: fc.option(fc.nat(5), { nil: undefined }) })
  .map(
    ({ reverse, limit }): ScanOptions => (limit === undefined ? { reverse } : { reverse, limit }),
  );

const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      mutations: fc.array(fc.tuple(key, fc.option(value, { nil: undefined })), { maxLength: 20 }),
      sync: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('scan' as const), range, scanOptions }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('get' as const), keys: fc.array(key) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), range }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('snapshot' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never;

/** The same operations on both stores; what they read must be the same. */
class Pair {
  readonly #path: string;
  readonly #memory = openMemoryStore();
  #level: KeyValueStore;
  #snapshots: [KeyValueReader & { close(): void }, KeyValueReader & { close(): void }][] = [];

  constructor(path: string, level: KeyValueStore) {
    this.#path = path;
    this.#level = level;
  }

  async run(step: Operation): Promise<void> {
    switch (step.kind) {
      case 'write':
        return this.#write(step.mutations, step.sync);
      case 'clear':
        await this.#memory.clear(step.range);
        return this.#level.clear(step.range);
      case 'snapshot':
        this.#snapshots.push([this.#memory.snapshot(), this.#level.snapshot()]);
        return;
      case 'reopen':
        return this.#reopen();
      case 'scan':
      case 'get':
        for (const [memory, level] of [[this.#memory, this.#level], ...this.#snapshots] as const) {
          expect(await read(level, step)).toEqual(await read(memory, step));
        }
        return;
      default:
        throw new Error(String(step satisfies never));
    }
  }

  async close(): Promise<void> {
    await this.#memory.close();
    await this.#level.close();
  }

  async #write(mutations: readonly [Uint8Array, Uint8Array | undefined][], sync: boolean) {
    const batch = new WriteBatch();
    for (const [target, next] of mutations) {
      if (next === undefined) batch.delete(target);
      else batch.put(target, next);
    }
    await Promise.all([this.#memory.write(batch, { sync }), this.#level.write(batch, { sync })]);
  }

  async #reopen() {
    for (const pair of this.#snapshots) for (const snapshot of pair) snapshot.close();
    this.#snapshots = [];
    await this.#level.close();
    this.#level = await openLevelStore(this.#path);
  }
}

async function read(
  reader: KeyValueReader,
  step: Extract<Operation, { kind: 'scan' | 'get' }>,
): Promise<unknown> {
  const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');
  if (step.kind === 'get') {
    const many = (await reader.getMany(step.keys)).map(hex);
    expect(step.keys.map((each) => hex(reader.getSync(each)))).toEqual(many);
    return many;
  }
  const entries = await collect(reader.scan(step.range, step.scanOptions));
  return entries.map(([entryKey, entryValue]) => [hex(entryKey), hex(entryValue)]);
}

test('the level store does what the memory store does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 40, size: 'max' }), async (steps) => {
      const path = await mkdtemp(join(tmpdir(), 'kalamdb-store-'));
      const pair = new Pair(path, await openLevelStore(path));
      try {
        for (const step of steps) await pair.run(step);
        const everything = { gte: new Uint8Array(), lt: new Uint8Array(9).fill(0xff) };
        await pair.run({ kind: 'scan', range: everything, scanOptions: {} });
      } finally {
        await pair.close();
        await rm(path, { recursive: true, force: true });
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
