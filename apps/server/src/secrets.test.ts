import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { generatePassword, loadTokenSecret } from './secrets.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kalamdb-secrets-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const modeOf = (name: string) => statSync(join(directory, name)).mode & 0o777;

test('a token secret is made once, for its owner only', () => {
  const secret = loadTokenSecret(directory);
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect(loadTokenSecret(directory)).toBe(secret);
  expect(readdirSync(directory)).toEqual(['jwt-secret']);
  expect(modeOf('jwt-secret')).toBe(0o600);
});

test('a secret that others could read is closed to them', () => {
  loadTokenSecret(directory);
  chmodSync(join(directory, 'jwt-secret'), 0o644);
  loadTokenSecret(directory);
  expect(modeOf('jwt-secret')).toBe(0o600);
});

test('a file that is too short to be a secret is refused', () => {
  writeFileSync(join(directory, 'jwt-secret'), 'short\n');
  expect(() => loadTokenSecret(directory)).toThrow('holds less than 32 bytes');
});

test('a draft that a crash has left behind does no harm', () => {
  writeFileSync(join(directory, 'jwt-secret.new'), 'hal');
  expect(loadTokenSecret(directory)).toBe(loadTokenSecret(directory));
});

test('generated passwords are long, legible and different', () => {
  const passwords = Array.from({ length: 100 }, generatePassword);
  for (const password of passwords)
    expect(password).toMatch(/^[a-km-np-z2-9]{5}(-[a-km-np-z2-9]{5}){3}$/);
  expect(new Set(passwords).size).toBe(100);
});
