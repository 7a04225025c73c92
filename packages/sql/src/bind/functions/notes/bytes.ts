import type { FunctionNotes } from './note.ts';

/** Functions of bytes. */
export const bytesNotes: FunctionNotes = {
  bit_count: ['number of bits that are 1', "BIT_COUNT('\\x0f'::BYTES)"],
  convert_from: ['bytes in UTF8 as a text', "CONVERT_FROM('\\x6869'::BYTES, 'UTF8')"],
  convert_to: ['a text as bytes in UTF8', "CONVERT_TO('hi', 'UTF8')"],
  decode: ['bytes from a text in hex, base64 or escape', "DECODE('aGk=', 'base64')"],
  encode: ['bytes as a text in hex, base64 or escape', "ENCODE('\\x6869'::BYTES, 'base64')"],
  get_bit: ['a bit by its number from 0', "GET_BIT('\\x02'::BYTES, 1)"],
  get_byte: ['a byte by its number from 0', "GET_BYTE('\\x1234'::BYTES, 1)"],
  md5: ['the MD5 digest in hex', "MD5('abc')"],
  set_bit: ['with a bit set', "SET_BIT('\\x00'::BYTES, 1, 1)"],
  set_byte: ['with a byte set', "SET_BYTE('\\x1234'::BYTES, 1, 255)"],
  sha224: ['the SHA-224 digest', "ENCODE(SHA224('abc'::BYTES), 'hex')"],
  sha256: ['the SHA-256 digest', "ENCODE(SHA256('abc'::BYTES), 'hex')"],
  sha384: ['the SHA-384 digest', "ENCODE(SHA384('abc'::BYTES), 'hex')"],
  sha512: ['the SHA-512 digest', "ENCODE(SHA512('abc'::BYTES), 'hex')"],
};
