import assert from 'node:assert/strict';

/** Bytes of a uuid. */
export const UUID_SIZE_BYTES = 16;

/** Value of the hexadecimal digit with a character code; FF for any other character. */
const digitValues = new Uint8Array(128).fill(0xff);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  digitValues[digit.charCodeAt(0)] = value;
}
/** Where each byte's two digits are in the text. */
const digitPositions = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const;
const dashPositions = [8, 13, 18, 23] as const;
const TEXT_LENGTH = 36;

/** Write the 16 bytes of `text` at `position`. Text that is no canonical lower-case uuid is a bug. */
export function writeUuid(text: string, target: Uint8Array, position: number): void {
  let invalid = text.length !== TEXT_LENGTH;
  for (const at of dashPositions) invalid ||= text.charCodeAt(at) !== 0x2d;
  for (let index = 0; index < UUID_SIZE_BYTES; index += 1) {
    const at = digitPositions[index] as number;
    const high = digitValues[text.charCodeAt(at)] ?? 0xff;
    const low = digitValues[text.charCodeAt(at + 1)] ?? 0xff;
    invalid ||= (high | low) === 0xff;
    target[position + index] = (high << 4) | low;
  }
  if (invalid) assert.fail(`not a canonical uuid: ${text.slice(0, 40)}`);
}

/** The canonical lower-case text of the 16 bytes at `position`. */
export function readUuid(source: Buffer, position: number): string {
  const hex = source.toString('hex', position, position + UUID_SIZE_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
