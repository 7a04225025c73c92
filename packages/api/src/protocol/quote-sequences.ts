/** Members that hold 64-bit sequences. */
const sequenceMembers: ReadonlySet<string> = new Set(['last_seq_id', 'from', 'from_seq_id']);

/** Integers of up to 15 digits are exact as a JavaScript number. */
const LONG_INTEGER = /\d{16}/;

/** A JSON string, or a whole JSON number, from `lastIndex` on. */
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * JSON text in which the long integers that are values of sequence members are quoted, so that
 * `JSON.parse` keeps all their digits. Everything else stays as it is, also what is not JSON.
 */
export function quoteSequences(text: string): string {
  return LONG_INTEGER.test(text) ? quoteAll(text) : text;
}

function quoteAll(text: string): string {
  let out = '';
  let copied = 0;
  let member = '';
  for (let at = 0; at < text.length; ) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      const end = stringEnd(text, at);
      member = text.slice(at + 1, end - 1);
      at = end;
    } else if (isNumberStart(char)) {
      const number = numberAt(text, at);
      if (sequenceMembers.has(member) && /^-?\d{16,}$/.test(number)) {
        out += `${text.slice(copied, at)}"${number}"`;
        copied = at + number.length;
      }
      at += number.length;
      member = '';
    } else {
      if (!isBetweenMemberAndValue(char)) member = '';
      at += 1;
    }
  }
  return out + text.slice(copied);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const MINUS = 0x2d;

/** The offset behind the closing quote; the text's end if there is none. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === BACKSLASH) at += 1;
    else if (char === QUOTE) return at + 1;
  }
  return text.length;
}

function numberAt(text: string, at: number): string {
  NUMBER.lastIndex = at;
  return NUMBER.exec(text)?.[0] ?? text.charAt(at);
}

function isNumberStart(char: number): boolean {
  return char === MINUS || (char >= 0x30 && char <= 0x39);
}

/** Colon and white space. */
function isBetweenMemberAndValue(char: number): boolean {
  return char === COLON || char === 0x20 || (char >= 0x09 && char <= 0x0d);
}
