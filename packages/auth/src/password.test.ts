import { expect, test } from '@jest/globals';
import { hashPassword, verifyPassword } from './password.ts';

test('a password matches its hash only', async () => {
  const hash = await hashPassword('correct horse');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(hash, 'correct horse')).toBe(true);
  expect(await verifyPassword(hash, 'correct horsf')).toBe(false);
  expect(await verifyPassword(hash, '')).toBe(false);
});

test('the same password gives another hash each time', async () => {
  expect(await hashPassword('correct horse')).not.toBe(await hashPassword('correct horse'));
});

test('no hash never matches', async () => {
  expect(await verifyPassword(undefined, 'nobody has this password')).toBe(false);
});

test.each(['', 'short', 'x'.repeat(257)])('%j is refused when hashing', async (password) => {
  await expect(hashPassword(password)).rejects.toMatchObject({ code: 'AUTH_WEAK_PASSWORD' });
});
