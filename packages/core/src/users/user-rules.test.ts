import { describe, expect, test } from '@jest/globals';
import { checkEmail, checkUserName, readRole } from './user-rules.ts';

const name = (text: string) => ({ text, at: 7 });

test.each([
  ['system', 'system'],
  ['dba', 'dba'],
  ['ADMIN', 'dba'],
  ['service', 'service'],
  ['developer', 'service'],
  ['analyst', 'service'],
  ['user', 'user'],
  ['viewer', 'user'],
  ['ReadOnly', 'user'],
])('the role word %s means %s', (word, role) => {
  expect(readRole(name(word))).toBe(role);
});

test('an unknown role is refused where it stands', () => {
  expect(() => readRole(name('boss'))).toThrow(
    expect.objectContaining({ code: 'CORE_INVALID_USER', position: 7 }),
  );
});

describe('user names', () => {
  test.each(['alice', 'Alice B', 'a@example.org', 'дора', 'x'.repeat(128)])('%j is one', (text) => {
    expect(() => checkUserName(name(text))).not.toThrow();
  });
  test.each(['', ' alice', 'alice ', 'a\nb', 'a\u0000', '\ud800', 'x'.repeat(129)])(
    '%j is none',
    (text) => {
      expect(() => checkUserName(name(text))).toThrow(
        expect.objectContaining({ code: 'CORE_INVALID_USER' }),
      );
    },
  );
});

test.each(['', 'alice', '@', 'a b@c', `${'a'.repeat(250)}@example.org`])(
  'the email %j is refused',
  (email) => {
    expect(() => checkEmail(email, name('alice'))).toThrow(
      expect.objectContaining({ code: 'CORE_INVALID_USER' }),
    );
  },
);
