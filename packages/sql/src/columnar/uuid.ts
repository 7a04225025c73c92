/** A UUID in canonical lower case from the 16 bytes of `data` at `offset`. */
export function readUuid(data: Uint8Array, offset: number): string {
  let text = '';
  for (let index = 0; index < 16; index++) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-';
    text += HEX_PAIRS[data[offset + index]];
  }
  return text;
}

/** Write the 16 bytes of a canonical UUID to `target` at `offset`. */
export function writeUuid(text: string, target: Uint8Array, offset: number): void {
  let at = 0;
  for (let index = 0; index < 16; index++) {
    if (text.charCodeAt(at) === DASH) at++;
    target[offset + index] =
      (hexDigit(text.charCodeAt(at)) << 4) | hexDigit(text.charCodeAt(at + 1));
    at += 2;
  }
}

const DASH = 0x2d;

const HEX_PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** Digits are 0x30 …, letters of either case end in 1 … 6 and have bit 6 set. */
function hexDigit(unit: number): number {
  return unit < 0x40 ? unit & 15 : (unit & 15) + 9;
}
