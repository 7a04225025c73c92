import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { openSpillDirectory } from './spill-directory.ts';

let directory: string;

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'kalamdb-spill-')), 'tmp');
});

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<readonly number[][]> {
  const all: number[][] = [];
  for await (const chunk of chunks) all.push([...chunk]);
  return all;
}

test('chunks come back as they were written, until the file is removed', async () => {
  const store = openSpillDirectory(directory);
  const [one, other] = [store.create(), store.create()];
  const chunk = Uint8Array.of(1, 2, 3);
  await one.append(chunk);
  chunk.fill(9);
  await other.append(chunk);
  await one.append(new Uint8Array(0));
  await one.append(Uint8Array.of(4));
  expect(await collect(one.read())).toEqual([[1, 2, 3], [], [4]]);
  expect(await collect(other.read())).toEqual([[9, 9, 9]]);
  await one.remove();
  await one.remove();
  expect(readdirSync(directory)).toHaveLength(1);
  await other.remove();
  expect(readdirSync(directory)).toEqual([]);
});

test('a file without chunks takes nothing', async () => {
  const file = openSpillDirectory(directory).create();
  expect(await collect(file.read())).toEqual([]);
  await file.remove();
  expect(readdirSync(directory)).toEqual([]);
});

test('what an earlier run left is removed', () => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, '7.rows'), 'left');
  openSpillDirectory(directory);
  expect(existsSync(directory)).toBe(true);
  expect(readdirSync(directory)).toEqual([]);
});
