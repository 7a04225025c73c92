import { describe, expect, test } from '@jest/globals';
import { openMemoryStore, WriteBatch } from '@kalamdb/store';
import fc from 'fast-check';
import { StagingArea } from './staging.ts';

const sequences = { next: () => 1n };
const text = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString();

async function openStore(content: Readonly<Record<string, string>>) {
  const store = openMemoryStore();
  const batch = new WriteBatch();
  for (const [key, value] of Object.entries(content)) {
    batch.put(Buffer.from(key), Buffer.from(value));
  }
  await store.write(batch, { sync: true });
  return store;
}

interface Operation {
  readonly changes: readonly (readonly [name: string, value: string | undefined])[];
  readonly fails: boolean;
}

/** Stage the changes, and make them in the model or take them back. */
function runOperation(
  area: StagingArea,
  model: Map<string, string | undefined>,
  { changes, fails }: Operation,
): void {
  area.begin();
  for (const [name, value] of changes) {
    if (value === undefined) area.delete(Buffer.from(name));
    else area.put(Buffer.from(name), Buffer.from(value));
  }
  if (fails) area.rollBack();
  else for (const [name, value] of changes) model.set(name, value);
}

describe('a staging area', () => {
  test('reads its own changes, then those before, then the store', async () => {
    const area = new StagingArea(await openStore({ a: 'stored', b: 'stored' }), sequences);
    area.begin();
    area.put(Buffer.from('a'), Buffer.from('first'));
    area.finish();
    area.begin();
    area.delete(Buffer.from('b'));
    expect(text(area.get(new Uint8Array(Buffer.from('a'))))).toBe('first');
    expect(area.get(Buffer.from('b'))).toBeUndefined();
    area.rollBack();
    expect(text(area.get(Buffer.from('b')))).toBe('stored');
  });

  test('equals a map under operations of which some are rolled back', async () => {
    const store = await openStore({ a: '0', b: '0' });
    const names = ['a', 'b', 'c'];
    const value = fc.option(fc.constantFrom('1', '2', '3'), { nil: undefined });
    const changes = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 5 });
    const operation = fc.record({ changes, fails: fc.boolean() });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 10 }), (operations) => {
        const area = new StagingArea(store, sequences);
        const model = new Map<string, string | undefined>(Object.entries({ a: '0', b: '0' }));
        for (const attempt of operations) {
          runOperation(area, model, attempt);
          const seen = names.map((name) => text(area.get(Buffer.from(name))));
          expect(seen).toEqual(names.map((name) => model.get(name)));
        }
        const batch = new WriteBatch();
        area.addTo(batch);
        expect(batch.sizeBytes).toBe(area.sizeBytes);
      }),
    );
  });

  test('tells keys apart that are not text', async () => {
    const area = new StagingArea(openMemoryStore(), sequences);
    area.begin();
    for (let byte = 0; byte < 256; byte += 1) area.put(Uint8Array.of(byte), Uint8Array.of(byte));
    for (let byte = 0; byte < 256; byte += 1) {
      expect(area.get(Uint8Array.of(byte))).toEqual(Uint8Array.of(byte));
    }
  });

  test('refuses an operation of more than 256 MiB', () => {
    const area = new StagingArea(openMemoryStore(), sequences);
    area.begin();
    const value = new Uint8Array(1024 * 1024);
    const fill = (count: number) => {
      for (let index = 0; index < count; index += 1) area.put(Buffer.from(`${index}`), value);
    };
    fill(255);
    expect(() => fill(2)).toThrow(expect.objectContaining({ code: 'CORE_VALUE_TOO_LARGE' }));
  });
});
