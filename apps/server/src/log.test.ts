import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Config, defaultConfig } from './config-schema.ts';
import { createLog } from './log.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kalamdb-log-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A log whose standard output is a file, and what it holds. */
const open = (settings: Partial<Config['logging']>, isTTY = false) => {
  const path = join(directory, 'stdout');
  const log = createLog(
    { ...defaultConfig.logging, ...settings },
    { fd: openSync(path, 'a'), isTTY },
  );
  return { log, written: () => readFileSync(path, 'utf8') };
};

test('JSON lines, with the name of the level and the time', () => {
  const { log, written } = open({});
  log.info({ port: 1 }, 'hello');
  log.debug({}, 'not at this level');
  expect(JSON.parse(written())).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    port: 1,
    msg: 'hello',
  });
});

test.each([
  ['auto', true],
  ['pretty', false],
] as const)('%s on a terminal (%s): text for people', (format, isTTY) => {
  const { log, written } = open({ format }, isTTY);
  log.warn({ host: '0.0.0.0' }, 'look');
  expect(written()).toMatch(/WARN.*: .*look/);
  expect(written()).toContain('0.0.0.0');
});

test('the file gets JSON lines, whatever standard output gets', () => {
  const file = join(directory, 'made/for/it.log');
  const { log, written } = open({ file, format: 'pretty' });
  log.error({}, 'both');
  expect(written()).toContain('both');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ level: 'error', msg: 'both' });
});

test('silent is silent', () => {
  const { log, written } = open({ level: 'silent' });
  log.fatal({}, 'nobody hears this');
  expect(written()).toBe('');
});

test('passwords and tokens are not shown', () => {
  const { log, written } = open({});
  const secrets = { password: 'se-cret', access_token: 'se-cret', authorization: 'se-cret' };
  log.info({ ...secrets, headers: { ...secrets, cookie: 'se-cret' }, user: 'alice' }, 'x');
  expect(written()).not.toContain('se-cret');
  expect(JSON.parse(written())).toMatchObject({ user: 'alice', password: '(not shown)' });
});

test('errors keep their stack and their cause', () => {
  const { log, written } = open({});
  log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'x');
  const { err } = JSON.parse(written());
  expect(err).toMatchObject({ type: 'Error', message: expect.stringContaining('outer') });
  expect(err.stack).toContain('inner');
});
