import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, jest, test } from '@jest/globals';
import { rootPassword, startFresh } from './harness/fresh-server.ts';

jest.setTimeout(60_000);

const chat = fileURLToPath(new URL('../../../examples/chat/chat.mjs', import.meta.url));

const output = `alice saw
  insert alice: hello, this is alice
  insert alice: a typo in this one
  update alice: no typo any more

alice, back again, was told only what she missed
  insert alice: written while away
  delete alice: hello, this is alice

bob saw
  insert bob: and this is bob
  insert bob: never mind
  delete bob: never mind

alice's table now
  alice: no typo any more
  alice: written while away

and her live rows
  alice: no typo any more
  alice: written while away

`;

test('the chat example shows what it promises, as often as it is run', async () => {
  const { server } = await startFresh();
  for (let run = 0; run < 2; run += 1) {
    const { stdout } = await promisify(execFile)(process.execPath, [chat, rootPassword], {
      env: { PATH: process.env.PATH, KALAMDB_URL: server.url },
    });
    expect(stdout).toBe(output);
  }
});
