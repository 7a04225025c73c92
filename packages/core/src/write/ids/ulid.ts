import type { RandomBytes } from './random-pool.ts';

/** Crockford's base32: no I, L, O, U. Ascending in ASCII, so text order is number order. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;

/**
 * ULIDs: 48 bits Unix milliseconds and 80 random bits as 26 characters. Within a millisecond, and
 * while the clock stands behind, the random part counts up by one, so each ULID is greater than the
 * one before; should it overflow, a later millisecond is borrowed.
 */
export function createUlidGenerator(nowMs: () => number, random: RandomBytes): () => string {
  const digits = new Uint8Array(RANDOM_CHARACTERS);
  let ms = -1;
  return () => {
    const now = nowMs();
    if (now > ms) {
      ms = now;
      fillDigits(digits, random);
    } else if (!increment(digits)) {
      ms += 1;
      fillDigits(digits, random);
    }
    return formatTime(ms) + formatDigits(digits);
  };
}

/** 5 random bits per digit. */
function fillDigits(digits: Uint8Array, random: RandomBytes): void {
  const fresh = random(RANDOM_CHARACTERS);
  for (let index = 0; index < RANDOM_CHARACTERS; index += 1) {
    digits[index] = (fresh[index] as number) & 31;
  }
}

/** Add one; false when all digits were at their greatest. */
function increment(digits: Uint8Array): boolean {
  for (let index = RANDOM_CHARACTERS - 1; index >= 0; index -= 1) {
    const digit = digits[index] as number;
    if (digit < 31) {
      digits[index] = digit + 1;
      return true;
    }
    digits[index] = 0;
  }
  return false;
}

function formatTime(ms: number): string {
  let rest = ms;
  let text = '';
  for (let count = 0; count < TIME_CHARACTERS; count += 1) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function formatDigits(digits: Uint8Array): string {
  let text = '';
  for (const digit of digits) text += ALPHABET.charAt(digit);
  return text;
}
