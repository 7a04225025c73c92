import { hash, verify } from '@node-rs/argon2';
import { AuthError } from './error.ts';

/** Characters; the upper bound keeps hashing cheap for hostile input. */
const MIN_LENGTH = 8;
const MAX_LENGTH = 256;

/**
 * Hash a password with argon2id (19 MiB, 2 passes, OWASP's minimum) on a thread of the pool. Gives
 * the PHC string, parameters and salt included. Throws AuthError AUTH_WEAK_PASSWORD.
 */
export async function hashPassword(password: string): Promise<string> {
  if (password.length < MIN_LENGTH || password.length > MAX_LENGTH) {
    throw new AuthError(
      'AUTH_WEAK_PASSWORD',
      `a password needs ${MIN_LENGTH} to ${MAX_LENGTH} characters, not ${password.length}`,
    );
  }
  return hash(password);
}

/**
 * Compare in constant time. Without a hash (an unknown user) it spends the same time on a dummy one
 * and is false, so that the time taken does not tell who exists.
 */
export async function verifyPassword(
  passwordHash: string | undefined,
  password: string,
): Promise<boolean> {
  if (password.length > MAX_LENGTH) return false;
  if (passwordHash !== undefined) return verify(passwordHash, password);
  dummyHash ??= hash('nobody has this password');
  await verify(await dummyHash, password);
  return false;
}

let dummyHash: Promise<string> | undefined;
