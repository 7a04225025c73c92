import { createHash } from 'node:crypto';
import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import { shorten } from '../../../types/value-error.ts';
import type { ScalarFunction } from '../functions.ts';
import { strictFunction } from './define.ts';
import { checkLength } from './text.ts';

const { bytes, text } = sqlTypes;

/** Digests, and bytes as text and back: hex, base64, escape. */
export const digestFunctions: readonly ScalarFunction[] = [
  strictFunction('md5', [text], text, ([value]) => md5(Buffer.from(value as string))),
  strictFunction('md5', [bytes], text, ([value]) => md5(value as Uint8Array)),
  ...[224, 256, 384, 512].map((size) =>
    strictFunction(`sha${size}`, [bytes], bytes, ([value]) =>
      createHash(`sha${size}`)
        .update(value as Uint8Array)
        .digest(),
    ),
  ),
  strictFunction('encode', [bytes, text], text, ([value, format]) =>
    encode(value as Uint8Array, format as string),
  ),
  strictFunction('decode', [text, text], bytes, ([value, format]) =>
    decode(value as string, format as string),
  ),
];

function md5(value: Uint8Array): string {
  return createHash('md5').update(value).digest('hex');
}

function encode(value: Uint8Array, format: string): string {
  checkLength(value.length * 2);
  const buffer = Buffer.from(value.buffer, value.byteOffset, value.length);
  switch (format.toLowerCase()) {
    case 'hex':
      return buffer.toString('hex');
    case 'base64':
      // Lines of 76 characters, as MIME has them.
      return buffer.toString('base64').replace(/.{76}(?=.)/g, '$&\n');
    case 'escape':
      return escapeBytes(value);
    default:
      throw unknownFormat(format);
  }
}

/** Zero and what is no ASCII as `\ooo`, the backslash doubled. */
function escapeBytes(value: Uint8Array): string {
  const pieces = Array.from(value, (byte) => {
    if (byte === 0 || byte > 0x7f) return `\\${byte.toString(8).padStart(3, '0')}`;
    return byte === 0x5c ? '\\\\' : String.fromCharCode(byte);
  });
  return pieces.join('');
}

function decode(value: string, format: string): Uint8Array {
  switch (format.toLowerCase()) {
    case 'hex':
      return decodeHex(value.replace(/\s/g, ''));
    case 'base64':
      return decodeBase64(value.replace(/\s/g, ''));
    case 'escape':
      return unescapeBytes(value);
    default:
      throw unknownFormat(format);
  }
}

const wrongDigits = conditions.invalidParameterValue;

function decodeHex(digits: string): Uint8Array {
  if (/[^0-9a-f]/i.test(digits)) throw invalid('invalid hexadecimal digits', digits, wrongDigits);
  if (digits.length % 2 !== 0) {
    throw invalid('invalid hexadecimal data: odd number of digits', digits, wrongDigits);
  }
  return Buffer.from(digits, 'hex');
}

function decodeBase64(characters: string): Uint8Array {
  if (/[^A-Za-z0-9+/=]|=[^=]|={3}/.test(characters)) {
    throw invalid('invalid symbol found while decoding base64 sequence', characters, wrongDigits);
  }
  if (characters.length % 4 !== 0) {
    throw invalid('invalid base64 end sequence', characters, wrongDigits);
  }
  return Buffer.from(characters, 'base64');
}

function unescapeBytes(value: string): Uint8Array {
  const buffer = Buffer.from(value);
  const result = Buffer.alloc(buffer.length);
  let length = 0;
  for (let at = 0; at < buffer.length; at++) {
    let byte = buffer[at];
    if (byte === 0x5c) {
      const code = /^(?:\\|[0-3][0-7]{2})/.exec(buffer.toString('latin1', at + 1, at + 4))?.[0];
      if (code === undefined) throw invalid('invalid escape sequence', value);
      byte = code === '\\' ? 0x5c : Number.parseInt(code, 8);
      at += code.length;
    }
    result[length++] = byte;
  }
  return result.subarray(0, length);
}

function invalid(reason: string, value: string, sqlState?: string): SqlError {
  return new SqlError('SQL_INVALID_VALUE', `${reason}: "${shorten(value)}"`, { sqlState });
}

function unknownFormat(format: string): SqlError {
  return new SqlError('SQL_INVALID_VALUE', `unrecognized encoding: "${shorten(format)}"`, {
    sqlState: conditions.invalidParameterValue,
    hint: 'Encodings are hex, base64 and escape.',
  });
}
