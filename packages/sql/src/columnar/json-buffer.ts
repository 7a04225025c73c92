import { Buffer } from 'node:buffer';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const MINUS = 0x2d;

/** Strings up to this length are written unit by unit. */
const SHORT_LENGTH = 64;

/** UTF-8 of `\uXXXX` or of the short escape, for each byte that must be escaped. */
const ESCAPES: readonly (Uint8Array | undefined)[] = Array.from({ length: 0x80 }, (_, byte) => {
  const text = JSON.stringify(String.fromCharCode(byte)).slice(1, -1);
  return text.length === 1 ? undefined : Buffer.from(text);
});

/** 1 for each byte that stands for itself in a JSON string. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH),
);

/** JSON text as UTF-8 in one growing buffer. */
export class JsonBuffer {
  #data = Buffer.allocUnsafe(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Forget the text, keep the memory. Views that `bytes` has given are overwritten. */
  clear(): void {
    this.#size = 0;
  }

  /** The text so far: a view, valid until `clear`. */
  bytes(): Buffer {
    return this.#data.subarray(0, this.#size);
  }

  /** One ASCII character. */
  byte(code: number): void {
    if (this.#size === this.#data.length) this.#reserve(1);
    this.#data[this.#size++] = code;
  }

  /** ASCII text as it is. */
  ascii(text: string): void {
    this.#reserve(text.length);
    for (let index = 0; index < text.length; index++) {
      this.#data[this.#size + index] = text.charCodeAt(index);
    }
    this.#size += text.length;
  }

  /** UTF-8 bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#data.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  /** An integer below 2^53, by digits. */
  integer(value: number): void {
    this.#reserve(20);
    let rest = value;
    if (rest < 0) {
      this.#data[this.#size++] = MINUS;
      rest = -rest;
    }
    const start = this.#size;
    this.#size += digitCount(rest);
    let at = this.#size;
    while (rest > 0x7fffffff) {
      const quotient = Math.floor(rest / 10);
      this.#data[--at] = ZERO + (rest - quotient * 10);
      rest = quotient;
    }
    while (at > start) {
      const quotient = (rest / 10) | 0;
      this.#data[--at] = ZERO + (rest - quotient * 10);
      rest = quotient;
    }
  }

  /** A JSON string of the UTF-8 bytes [start, end) of `source`. */
  utf8(source: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start + 2);
    this.#data[this.#size++] = QUOTE;
    const plainEnd = this.#copyPlain(source, start, end);
    if (plainEnd < end) this.#escapeRest(source, plainEnd, end);
    this.byte(QUOTE);
  }

  /** A JSON string of `text`. */
  text(text: string): void {
    if (text.length > SHORT_LENGTH || !this.#writeShort(text)) {
      const json = JSON.stringify(text);
      this.#reserve(json.length * 3);
      this.#size += this.#data.write(json, this.#size, 'utf8');
    }
  }

  /** Copy bytes up to the first that must be escaped; returns where that is, or `end`. */
  #copyPlain(source: Uint8Array, start: number, end: number): number {
    const data = this.#data;
    let to = this.#size;
    let at = start;
    for (; at < end; at++) {
      const byte = source[at];
      if (IS_PLAIN[byte] === 0) break;
      data[to++] = byte;
    }
    this.#size = to;
    return at;
  }

  #escapeRest(source: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      const escaped = ESCAPES[source[at]];
      if (escaped !== undefined) {
        this.#reserve(escaped.length + end - at + 1);
        this.#data.set(escaped, this.#size);
        this.#size += escaped.length;
        at++;
      }
      at = this.#copyPlain(source, at, end);
    }
  }

  /** False, with nothing written, when the text is not plain ASCII. */
  #writeShort(text: string): boolean {
    this.#reserve(text.length + 2);
    const data = this.#data;
    let to = this.#size;
    data[to++] = QUOTE;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7e || IS_PLAIN[unit] === 0) return false;
      data[to++] = unit;
    }
    data[to++] = QUOTE;
    this.#size = to;
    return true;
  }

  #reserve(size: number): void {
    const needed = this.#size + size;
    if (needed <= this.#data.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#data.length * 2));
    grown.set(this.#data.subarray(0, this.#size));
    this.#data = grown;
  }
}

function digitCount(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}
