import { compareBytes, type Entry, type Mutation } from '@kalamdb/store';

/** Entries as they are after `mutations`; both are in key order, and so is the result. */
export async function* mergeMutations(
  chunks: AsyncIterable<readonly Entry[]>,
  mutations: readonly Mutation[],
): AsyncGenerator<readonly Entry[]> {
  let rest = mutations;
  for await (const entries of chunks) {
    const last = entries.at(-1);
    if (last === undefined) continue;
    const beyond = rest.findIndex(({ key }) => compareBytes(key, last[0]) > 0);
    const end = beyond < 0 ? rest.length : beyond;
    yield mergeChunk(entries, rest.slice(0, end));
    rest = rest.slice(end);
  }
  yield mergeChunk([], rest);
}

function mergeChunk(entries: readonly Entry[], mutations: readonly Mutation[]): readonly Entry[] {
  if (mutations.length === 0) return entries;
  const values = new Map(entries.map(([key, value]) => [nameOf(key), [key, value] as Entry]));
  for (const { key, value } of mutations) {
    if (value === undefined) values.delete(nameOf(key));
    else values.set(nameOf(key), [key, value]);
  }
  return [...values.values()].sort(([a], [b]) => compareBytes(a, b));
}

function nameOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
}
