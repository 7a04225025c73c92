import { sideKind } from './alphabet.ts';
import { DEAD } from './automaton.ts';
import { type Scanner, stepOf } from './scan-text.ts';

/** Whether a search automaton accepts somewhere in the UTF-8 bytes [start, end). */
export function acceptsWithinBytes(
  { automaton, alphabet }: Scanner,
  data: Uint8Array,
  start: number,
  end: number,
): boolean {
  const { ascii } = alphabet;
  let state = automaton.initial(sideKind.edge);
  for (let at = start; at < end; at++) {
    const byte = data[at];
    let color = byte < 0x80 ? ascii[byte] : 0;
    if (color === 0) {
      color = alphabet.colorOf(byte < 0x80 ? byte : codeAt(data, at));
      at += continuationsOf(byte);
    }
    const step = stepOf(automaton, state, color);
    if ((step & 1) !== 0) return true;
    state = step >> 1;
    if (state === DEAD) return false;
  }
  return (stepOf(automaton, state, 0) & 1) !== 0;
}

/** How many bytes follow the first byte of a character. */
function continuationsOf(byte: number): number {
  if (byte < 0xc0) return 0;
  if (byte < 0xe0) return 1;
  return byte < 0xf0 ? 2 : 3;
}

/** The code point of more than one byte at `at`. */
function codeAt(data: Uint8Array, at: number): number {
  const byte = data[at];
  const count = continuationsOf(byte);
  let code = byte & (0x3f >> count);
  for (let next = 1; next <= count; next++) code = (code << 6) | (data[at + next] & 0x3f);
  return code;
}
