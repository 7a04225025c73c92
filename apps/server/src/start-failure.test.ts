import { expect, test } from '@jest/globals';
import { StoreError } from '@kalamdb/store';
import { defaultConfig } from './config-schema.ts';
import { StartError } from './start-error.ts';
import { explainStartFailure } from './start-failure.ts';

const systemError = (code: string, syscall: string) =>
  Object.assign(new Error(`${code}: it failed`), { code, syscall });

test.each([
  [new StartError('put it right', 2), 2, 'put it right'],
  [new StoreError('STORE_LOCKED', 'somebody has it'), 3, 'somebody has it [STORE_LOCKED]'],
  [systemError('EACCES', 'mkdir'), 3, 'EACCES: it failed'],
  [systemError('EADDRINUSE', 'listen'), 4, /^port 8080 of 127\.0\.0\.1 is taken .* KALAMDB_PORT/],
  [systemError('EACCES', 'listen'), 4, /may not listen on 127\.0\.0\.1:8080; .* above 1023/],
  [systemError('EADDRNOTAVAIL', 'listen'), 4, /no address of this machine; see KALAMDB_HOST/],
  [systemError('ENOTFOUND', 'getaddrinfo'), 4, /no address of this machine/],
  [systemError('EMFILE', 'listen'), 4, 'cannot listen on 127.0.0.1:8080: EMFILE: it failed'],
])('%# is explained', (error, exitCode, message) => {
  const failure = explainStartFailure(error, defaultConfig.server);
  expect(failure?.exitCode).toBe(exitCode);
  expect(failure?.message).toMatch(message);
});

test('anything else is a bug, and not explained away', () => {
  expect(explainStartFailure(new TypeError('x is not a function'), undefined)).toBeUndefined();
});
