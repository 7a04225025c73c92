import type { Name } from '@kalamdb/sql';
import { CoreError } from '../error.ts';
import type { Role } from '../policy.ts';

/** Longest user id, in UTF-8 bytes: it is part of the keys of the user's rows. */
const MAX_USER_NAME_BYTES = 128;
const MAX_EMAIL_LENGTH = 254;

/** Words that SQL accepts for the roles. */
const roleWords: ReadonlyMap<string, Role> = new Map([
  ['system', 'system'],
  ['dba', 'dba'],
  ['admin', 'dba'],
  ['service', 'service'],
  ['developer', 'service'],
  ['analyst', 'service'],
  ['user', 'user'],
  ['viewer', 'user'],
  ['readonly', 'user'],
]);

/** The role that a word means, in any case. Throws CORE_INVALID_USER. */
export function readRole(word: Name): Role {
  const role = roleWords.get(word.text.toLowerCase());
  if (role !== undefined) return role;
  throw new CoreError('CORE_INVALID_USER', `unknown role '${word.text}'`, {
    position: word.at,
    hint: `Roles are ${[...roleWords.keys()].join(', ')}.`,
  });
}

/** Accept a user id: not empty, at most 128 bytes, no control characters. */
export function checkUserName(user: Name): void {
  const reason = nameFault(user.text);
  if (reason === undefined) return;
  throw new CoreError('CORE_INVALID_USER', `invalid user name: ${reason}`, { position: user.at });
}

/** Accept an email address by its shape: something, `@`, something. */
export function checkEmail(email: string, user: Name): void {
  if (email.length <= MAX_EMAIL_LENGTH && /^[^\s@]+@[^\s@]+$/.test(email)) return;
  throw new CoreError('CORE_INVALID_USER', `'${email.slice(0, 80)}' is not an email address`, {
    position: user.at,
  });
}

function nameFault(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (Buffer.byteLength(name) > MAX_USER_NAME_BYTES) {
    return `it is longer than ${MAX_USER_NAME_BYTES} bytes`;
  }
  if (name !== name.trim()) return 'it begins or ends with white space';
  if (/[\p{Cc}\p{Cs}]/u.test(name)) return 'it has control characters or broken ones';
  return undefined;
}
