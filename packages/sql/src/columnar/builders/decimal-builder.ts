import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { decimalOf, MAX_DIGITS } from '../../types/decimal.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import { isValid } from '../bitmap.ts';
import type { Column, DecimalColumn } from '../column.ts';
import { scaleAt } from '../decimal-column.ts';
import {
  DECIMAL_WORDS,
  isListed,
  isListedWord,
  listedBytes,
  listedIndex,
  writeListedIndex,
  writeNarrow,
  writeUnscaled,
} from '../decimal-words.ts';
import { asDecimal } from '../layout.ts';
import type { Vector } from '../vector.ts';
import { ValidityBuilder } from './validity-builder.ts';

/** Texts up to this length are numbers that a double holds. */
const NARROW_LENGTH = 15;

/** Before the first value: any scale may still become that of the column. */
const NO_SCALE = -1;

/**
 * Grows a column of layout `decimal`. The column has one scale until a value of another one comes;
 * then a scale for each value.
 */
export class DecimalBuilder {
  readonly layout = 'decimal';
  readonly type: SqlType;
  readonly #validity = new ValidityBuilder();
  #words: Int32Array;
  #scale: number;
  #scales: Uint16Array | undefined;
  readonly #listed: bigint[] = [];
  #length = 0;

  constructor(type: SqlType, capacity: number) {
    this.type = type;
    this.#words = new Int32Array(Math.max(1, capacity) * DECIMAL_WORDS);
    this.#scale =
      type.kind === 'decimal' && type.scale !== undefined ? Math.max(0, type.scale) : NO_SCALE;
  }

  get length(): number {
    return this.#length;
  }

  /** Memory that it takes, in bytes. */
  get memoryBytes(): number {
    const fixed = this.#words.byteLength + (this.#scales?.byteLength ?? 0);
    return fixed + listedBytes(this.#listed) + this.#validity.memoryBytes;
  }

  append(value: Value): void {
    if (value === null) {
      this.appendNull();
      return;
    }
    assert(typeof value === 'string', `expected the text of a decimal, got ${typeof value}`);
    const point = value.indexOf('.');
    const scale = point < 0 ? 0 : value.length - point - 1;
    if (value.length <= NARROW_LENGTH) {
      const digits = point < 0 ? value : value.slice(0, point) + value.slice(point + 1);
      this.appendNarrow(Number(digits), scale);
    } else {
      this.appendUnscaled(decimalOf(value).unscaled, scale);
    }
  }

  /** `unscaled` / 10^`scale`, an integer below 2^53. */
  appendNarrow(unscaled: number, scale: number): void {
    const at = this.#next(scale) * DECIMAL_WORDS;
    writeNarrow(this.#words, at, unscaled);
  }

  /** `unscaled` / 10^`scale`, of at most 1000 digits. */
  appendUnscaled(unscaled: bigint, scale: number): void {
    const at = this.#next(scale) * DECIMAL_WORDS;
    if (isListed(unscaled)) this.#list(at, unscaled);
    else writeUnscaled(this.#words, at, unscaled);
  }

  /** The bytes [start, end) of `source`, of a two's complement, low byte first. */
  appendBytes(source: Uint8Array, start: number, end: number, scale: number): void {
    if (end - start >= DECIMAL_SIZE && isListedBytes(source, start, end)) {
      this.appendUnscaled(unscaledOf(source, start, end), scale);
      return;
    }
    const at = this.#next(scale) * DECIMAL_WORDS;
    const sign = source[end - 1] > 0x7f ? 0xff : 0;
    for (let word = 0; word < DECIMAL_WORDS; word++) {
      let value = 0;
      for (let byte = 3; byte >= 0; byte--) {
        const index = start + word * 4 + byte;
        value = (value << 8) | (index < end ? source[index] : sign);
      }
      this.#words[at + word] = value;
    }
  }

  appendNull(): void {
    const index = this.#length++;
    this.#reserve(this.#length);
    this.#validity.appendNull(index);
  }

  skipTo(length: number): void {
    this.#reserve(length);
    this.#length = Math.max(this.#length, length);
  }

  appendSlot(column: Column, slot: number): void {
    const source = asDecimal(column);
    if (!isValid(source.validity, slot)) {
      this.appendNull();
      return;
    }
    const at = this.#next(scaleAt(source, slot)) * DECIMAL_WORDS;
    const listed = listedIndex(source.values, slot * DECIMAL_WORDS);
    if (listed >= 0) this.#list(at, source.listed[listed]);
    else copyWords(source.values, slot * DECIMAL_WORDS, this.#words, at);
  }

  appendSlots(vector: Vector, slots: Uint32Array): void {
    const source = asDecimal(vector.column);
    const { mask } = vector;
    if (!this.#takesWords(source)) {
      for (let k = 0; k < slots.length; k++) this.appendSlot(source, slots[k] & mask);
      return;
    }
    const start = this.#length;
    if (slots.length === 0) return;
    this.#scale = source.scale;
    this.#reserve(start + slots.length);
    const words = this.#words;
    for (let k = 0; k < slots.length; k++) {
      const from = (slots[k] & mask) * DECIMAL_WORDS;
      copyWords(source.values, from, words, (start + k) * DECIMAL_WORDS);
    }
    this.#validity.appendSlots(start, vector, slots);
    this.#length = start + slots.length;
  }

  finish(): DecimalColumn {
    const { layout, type } = this;
    const length = this.#length;
    const validity = this.#validity.bitmap(length);
    const scale = Math.max(0, this.#scale);
    const [values, scales, listed] = [this.#words, this.#scales, this.#listed];
    return { layout, type, length, validity, values, scale, scales, listed };
  }

  /** Whether the words of a column are those of this one. */
  #takesWords({ scale, scales, listed }: DecimalColumn): boolean {
    return scales === undefined && listed.length === 0 && this.#accepts(scale);
  }

  #list(at: number, unscaled: bigint): void {
    writeListedIndex(this.#words, at, this.#listed.push(unscaled) - 1);
  }

  /** Whether values of `scale` keep the column at one scale. */
  #accepts(scale: number): boolean {
    if (this.#scales !== undefined) return false;
    return this.#scale === scale || this.#scale === NO_SCALE;
  }

  /** The index of the next value, which has `scale`. */
  #next(scale: number): number {
    assert(scale >= 0 && scale <= MAX_DIGITS, `a decimal of scale ${scale}`);
    const index = this.#length++;
    this.#reserve(this.#length);
    if (this.#accepts(scale)) this.#scale = scale;
    else this.#setScale(index, scale);
    return index;
  }

  #setScale(index: number, scale: number): void {
    this.#scales ??= new Uint16Array(this.#words.length / DECIMAL_WORDS).fill(this.#scale);
    this.#scales[index] = scale;
  }

  #reserve(length: number): void {
    if (length * DECIMAL_WORDS <= this.#words.length) return;
    const capacity = Math.max(length, (this.#words.length / DECIMAL_WORDS) * 2);
    const words = new Int32Array(capacity * DECIMAL_WORDS);
    words.set(this.#words);
    this.#words = words;
    if (this.#scales === undefined) return;
    const scales = new Uint16Array(capacity);
    scales.set(this.#scales);
    this.#scales = scales;
  }
}

/** Bytes of a number's words. */
const DECIMAL_SIZE = DECIMAL_WORDS * 4;

/** Whether the number of 16 bytes or more is too great for words. */
function isListedBytes(source: Uint8Array, start: number, end: number): boolean {
  const highest = source.subarray(start + DECIMAL_SIZE - 4, start + DECIMAL_SIZE);
  const word = highest.reduceRight((above, byte) => (above << 8) | byte, 0);
  return end - start > DECIMAL_SIZE || isListedWord(word);
}

function unscaledOf(source: Uint8Array, start: number, end: number): bigint {
  const digits = Buffer.from(source.subarray(start, end)).reverse().toString('hex');
  return BigInt.asIntN((end - start) * 8, BigInt(`0x${digits}`));
}

function copyWords(source: Int32Array, from: number, target: Int32Array, to: number): void {
  target[to] = source[from];
  target[to + 1] = source[from + 1];
  target[to + 2] = source[from + 2];
  target[to + 3] = source[from + 3];
}
