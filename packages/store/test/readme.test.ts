import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import * as store from '@kalamdb/store';
import * as level from '@kalamdb/store/level';

const modules = { '@kalamdb/store': store, '@kalamdb/store/level': level };

test("the README's example prints what it says", async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
  const expected = Array.from(example.matchAll(/^\/\/ (.*)$/gm), ([, line]) => line);
  const body = example.replaceAll(/^import (.*) from ('.*');$/gm, 'const $1 = modules[$2];');
  const folder = await mkdtemp(join(tmpdir(), 'kalamdb-store-'));
  const printed: string[] = [];
  const output = { log: (value: unknown) => printed.push(inspect(value)) };
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
  const run = new AsyncFunction('modules', 'console', body.replace('./example-data', folder));
  await run(modules, output);
  await rm(folder, { recursive: true });
  expect(expected.length).toBeGreaterThan(0);
  expect(printed).toEqual(expected);
});
