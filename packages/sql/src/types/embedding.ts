import { SqlError } from '../error.ts';
import { formatFloat } from './number-text.ts';

/** Most dimensions of an EMBEDDING. */
export const MAX_EMBEDDING = 8192;

/**
 * The value of an EMBEDDING of these numbers: 4 bytes each, as 32-bit floats, low byte first. Throws
 * SQL_INVALID_VALUE for none, for too many, and for what no such float holds.
 */
export function embeddingOf(numbers: readonly number[]): Uint8Array {
  if (numbers.length === 0 || numbers.length > MAX_EMBEDDING) {
    throw invalid(`an EMBEDDING has 1 to ${MAX_EMBEDDING} dimensions, not ${numbers.length}`);
  }
  const bytes = new Uint8Array(numbers.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, number] of numbers.entries()) {
    const float = Math.fround(number);
    if (!Number.isFinite(float)) throw invalid(`${number} is no number of an EMBEDDING`);
    view.setFloat32(index * 4, float, true);
  }
  return bytes;
}

/** The numbers of an EMBEDDING. */
export function embeddingNumbers(bytes: Uint8Array): Float32Array {
  const numbers = new Float32Array(bytes.length / 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let index = 0; index < numbers.length; index++) {
    numbers[index] = view.getFloat32(index * 4, true);
  }
  return numbers;
}

/** The EMBEDDING that `[1, 2.5, …]` spells. Throws SQL_INVALID_VALUE. */
export function parseEmbedding(text: string): Uint8Array {
  const inner = /^\s*\[(.*)\]\s*$/s.exec(text)?.[1];
  if (inner === undefined) throw misspelled(text);
  const parts = inner.trim() === '' ? [] : inner.split(',');
  return embeddingOf(
    parts.map((part) => {
      if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(part)) throw misspelled(text);
      return Number(part);
    }),
  );
}

/** The text of an EMBEDDING: `[1,2.5]`, with the fewest digits that make each float. */
export function formatEmbedding(bytes: Uint8Array): string {
  return `[${Array.from(embeddingNumbers(bytes), formatFloat).join(',')}]`;
}

/** `bytes`, if they are an EMBEDDING of so many dimensions: SQL_INVALID_VALUE. */
export function checkDimensions(bytes: Uint8Array, dimensions: number): Uint8Array {
  if (bytes.length === dimensions * 4) return bytes;
  throw invalid(`expected ${dimensions} dimensions, not ${bytes.length / 4}`);
}

function misspelled(text: string): SqlError {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return new SqlError('SQL_INVALID_VALUE', `invalid input syntax for type EMBEDDING: "${shown}"`, {
    hint: 'Write the numbers in brackets: [1, 2.5, -3].',
  });
}

function invalid(message: string): SqlError {
  return new SqlError('SQL_INVALID_VALUE', message);
}
