import { randomBytes, randomInt } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { exitCodes, StartError } from './start-error.ts';
import { isSystemError } from './system-error.ts';

const SECRET_BYTES = 32;

/**
 * The secret that signs tokens, kept in `jwt-secret` of the data directory: readable by its owner
 * only, generated when absent. Call it while holding the directory's lock. Throws StartError for a
 * file that is too short to be one.
 */
export function loadTokenSecret(dataDirectory: string): string {
  const path = join(dataDirectory, 'jwt-secret');
  const known = readIfThere(path);
  if (known === undefined)
    return writeSecret(path, randomBytes(SECRET_BYTES).toString('base64url'));
  if (Buffer.byteLength(known) < SECRET_BYTES) {
    throw new StartError(
      `${path} holds less than ${SECRET_BYTES} bytes; delete it to get a new secret (all tokens end)`,
      exitCodes.storage,
    );
  }
  chmodSync(path, 0o600);
  return known;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** By way of a second file, so that a crash leaves no half of a secret behind. */
function writeSecret(path: string, secret: string): string {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, `${secret}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  return secret;
}

/** Without letters and digits that people take for one another. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A password that can be read aloud: four groups of five out of 32 characters, 100 bits. */
export function generatePassword(): string {
  const group = () =>
    Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
