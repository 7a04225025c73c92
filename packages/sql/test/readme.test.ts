import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import * as sql from '../src/index.ts';
import * as testing from '../src/testing/index.ts';

const modules: Readonly<Record<string, object>> = {
  '@kalamdb/sql': sql,
  '@kalamdb/sql/testing': testing,
};

test('The example of the README runs.', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```js\n(.*?)```/s.exec(readme)?.[1];
  assert(example !== undefined, 'the README has an example');
  const body = example.replace(
    /import (\{.*?\}) from '(.*?)';/gs,
    (_, names: string, module: string) => `const ${names} = modules['${module}'];`,
  );
  const logged: unknown[] = [];
  const run = new Function('modules', 'console', `return (async () => {${body}})()`);
  await run(modules, { log: (value: unknown) => logged.push(value) });
  expect(logged).toEqual([expect.stringContaining('Scan'), [['Bern'], ['Oslo']]]);
});
