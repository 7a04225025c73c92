import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Entry, KeyValueReader, ScanOptions } from '../key-value-store.ts';
import { prefixRange } from '../keys/byte-order.ts';
import { openMemoryStore } from '../memory/memory-store.ts';
import { WriteBatch } from '../write-batch.ts';
import { Overlay, type OverlayMark } from './overlay.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const all = { gte: bytes(''), lt: bytes('\u00ff') };

/** Few keys, so that changes meet what is stored. */
const key = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 3 });
const put = fc.tuple(fc.constant('put' as const), key, fc.string({ maxLength: 2 }));
const remove = fc.tuple(fc.constant('delete' as const), key, fc.constant(''));
const mark = fc.tuple(fc.constant('mark' as const), fc.constant(''), fc.constant(''));
const restore = fc.tuple(fc.constant('restore' as const), fc.constant(''), fc.constant(''));
const step = fc.oneof(
  { weight: 6, arbitrary: put },
  { weight: 3, arbitrary: remove },
  { weight: 1, arbitrary: mark },
  { weight: 1, arbitrary: restore },
);

type Content = Map<string, string>;

async function readAll(reader: KeyValueReader, options: ScanOptions): Promise<string[][]> {
  const found: Entry[] = [];
  for await (const entries of reader.scan(all, options)) {
    expect(entries.length).toBeGreaterThan(0);
    found.push(...entries);
  }
  return found.map((entry) => entry.map((part) => Buffer.from(part).toString('latin1')));
}

function sorted(content: Content, { reverse = false, limit }: ScanOptions): string[][] {
  const entries = [...content].sort(([a], [b]) => (a < b ? -1 : 1));
  return (reverse ? entries.reverse() : entries).slice(0, limit);
}

async function storeOf(content: Content) {
  const store = openMemoryStore();
  const batch = new WriteBatch();
  for (const [name, value] of content) batch.put(bytes(name), bytes(value));
  await store.write(batch, { sync: false });
  return store;
}

async function expectContent(reader: KeyValueReader, content: Content): Promise<void> {
  const plans = [{}, { reverse: true }, { limit: 1 }, { limit: 3, reverse: true }];
  for (const options of plans) {
    expect(await readAll(reader, options)).toEqual(sorted(content, options));
  }
  const keys = ['a', 'b', 'ab', 'cc', 'abc', 'zz'];
  const values = keys.map((name) => content.get(name));
  const text = (value: Uint8Array | undefined) => value && Buffer.from(value).toString('latin1');
  expect(keys.map((name) => text(reader.getSync(bytes(name))))).toEqual(values);
  expect((await reader.getMany(keys.map(bytes))).map(text)).toEqual(values);
}

/** An overlay beside a plain map that goes through the same steps. */
class TracedOverlay {
  readonly overlay = new Overlay();
  readonly opened: { readonly reader: KeyValueReader; readonly model: Content }[] = [];
  readonly #store: KeyValueReader;
  readonly #marks: { readonly mark: OverlayMark; readonly model: Content }[] = [];
  model: Content;

  constructor(store: KeyValueReader, stored: Readonly<Record<string, string>>) {
    this.#store = store;
    this.model = new Map(Object.entries(stored));
  }

  apply([kind, name, value]: readonly [kind: string, name: string, value: string]): void {
    if (kind === 'put') {
      this.overlay.put(bytes(name), bytes(value));
      this.model.set(name, value);
    } else if (kind === 'delete') {
      this.overlay.delete(bytes(name));
      this.model.delete(name);
    } else if (kind === 'mark') {
      this.#marks.push({ mark: this.overlay.mark(), model: new Map(this.model) });
      this.opened.push({ reader: this.overlay.over(this.#store), model: new Map(this.model) });
    } else this.#restore();
  }

  #restore(): void {
    const last = this.#marks.at(-1);
    if (last === undefined) return;
    this.overlay.restore(last.mark);
    this.model = new Map(last.model);
  }
}

test('reads over a store as if the changes were written, back and forth between marks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(key, fc.string({ maxLength: 2 })),
      fc.array(step, { maxLength: 40 }),
      async (stored, steps) => {
        const store = await storeOf(new Map(Object.entries(stored)));
        const traced = new TracedOverlay(store, stored);
        for (const each of steps) traced.apply(each);
        await expectContent(traced.overlay.over(store), traced.model);
        // What was opened before shows nothing of what came later.
        for (const opened of traced.opened) await expectContent(opened.reader, opened.model);
      },
    ),
  );
});

test('counts the bytes of changed keys and their last values', () => {
  const overlay = new Overlay();
  overlay.put(bytes('abc'), bytes('12345'));
  expect(overlay.sizeBytes).toBe(8);
  overlay.put(bytes('abc'), bytes('1'));
  expect(overlay.sizeBytes).toBe(4);
  const before = overlay.mark();
  overlay.delete(bytes('abc'));
  overlay.delete(bytes('d'));
  expect(overlay.sizeBytes).toBe(4);
  overlay.restore(before);
  expect(overlay.sizeBytes).toBe(4);
});

test('lists its changes in a range, deletions too', () => {
  const overlay = new Overlay();
  overlay.put(bytes('b2'), bytes('x'));
  overlay.delete(bytes('b1'));
  overlay.put(bytes('c'), bytes('y'));
  expect([...overlay.changes(prefixRange(bytes('b')))]).toEqual([
    { key: bytes('b1'), value: undefined },
    { key: bytes('b2'), value: bytes('x') },
  ]);
});

test('tells an empty value from a deleted key', () => {
  const overlay = new Overlay();
  const store = openMemoryStore();
  overlay.put(bytes('a'), bytes(''));
  overlay.delete(bytes('b'));
  expect(overlay.get(bytes('a'), store)).toEqual(bytes(''));
  expect(overlay.get(bytes('b'), store)).toBeUndefined();
});

test('scans many changes in chunks', async () => {
  const overlay = new Overlay();
  for (let index = 0; index < 10_000; index += 1) {
    overlay.put(bytes(String(index).padStart(5, '0')), bytes('v'));
  }
  const sizes: number[] = [];
  for await (const chunk of overlay.over(openMemoryStore()).scan(all)) sizes.push(chunk.length);
  expect(sizes).toEqual([4096, 4096, 1808]);
});
