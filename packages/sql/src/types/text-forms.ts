import { conditions } from '../conditions.ts';
import { sqlTypes } from './sql-type.ts';
import { invalidText } from './value-error.ts';

const booleanWords: ReadonlyMap<string, boolean> = new Map([
  ...prefixes('true', 1, true),
  ...prefixes('yes', 1, true),
  ['on', true],
  ['1', true],
  ...prefixes('false', 1, false),
  ...prefixes('no', 1, false),
  ...prefixes('off', 2, false),
  ['0', false],
]);

/** A BOOLEAN from `true`, `t`, `yes`, `on`, `1` … in any case. Throws SQL_INVALID_VALUE. */
export function parseBoolean(text: string): boolean {
  const value = booleanWords.get(text.trim().toLowerCase());
  if (value === undefined) throw invalidText(sqlTypes.boolean, text);
  return value;
}

const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const uuidDigits = /^(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}$/;

/**
 * A UUID in canonical lower case from any form PostgreSQL reads: upper case, in braces, without
 * hyphens or with them after any four digits. Throws SQL_INVALID_VALUE.
 */
export function parseUuid(text: string): string {
  if (uuidText.test(text)) return text;
  const lower = text.trim().toLowerCase();
  const bare = lower.startsWith('{') && lower.endsWith('}') ? lower.slice(1, -1) : lower;
  if (!uuidDigits.test(bare)) throw invalidText(sqlTypes.uuid, text);
  const digits = bare.replaceAll('-', '');
  return [0, 8, 12, 16, 20]
    .map((start, part) => digits.slice(start, [8, 12, 16, 20][part]))
    .join('-');
}

const hexText = /^(?:[0-9a-f]{2})*$/i;
const escapedByte = /\\(\\|[0-3][0-7]{2})|\\/g;

/**
 * BYTES from PostgreSQL's text forms: `\xdeadbeef`, or characters (as UTF-8) with `\\` and `\ooo`
 * (octal) escapes. Throws SQL_INVALID_VALUE.
 */
export function parseBytes(text: string): Uint8Array {
  if (text.startsWith('\\x')) {
    const digits = text.slice(2).replace(/\s/g, '');
    if (!hexText.test(digits))
      throw invalidText(sqlTypes.bytes, text, conditions.invalidParameterValue);
    return Buffer.from(digits, 'hex');
  }
  if (!text.includes('\\')) return Buffer.from(text, 'utf8');
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (const match of text.matchAll(escapedByte)) {
    const code = match[1];
    if (code === undefined) throw invalidText(sqlTypes.bytes, text);
    pieces.push(Buffer.from(text.slice(from, match.index), 'utf8'));
    pieces.push(Buffer.of(code === '\\' ? 0x5c : Number.parseInt(code, 8)));
    from = match.index + match[0].length;
  }
  return Buffer.concat([...pieces, Buffer.from(text.slice(from), 'utf8')]);
}

/** BYTES as `\x` and lower-case hex digits. */
export function formatBytes(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}`;
}

const unstorable = /\0|\p{Surrogate}/u;

/** TEXT that UTF-8 can hold. NUL and half surrogate pairs are SQL_INVALID_VALUE. */
export function checkText(text: string): string {
  if (unstorable.test(text))
    throw invalidText(
      sqlTypes.text,
      text.replaceAll('\0', '\\0'),
      conditions.characterNotInRepertoire,
    );
  return text;
}

function prefixes(word: string, shortest: number, value: boolean): [string, boolean][] {
  return Array.from({ length: word.length - shortest + 1 }, (_, index) => [
    word.slice(0, shortest + index),
    value,
  ]);
}
