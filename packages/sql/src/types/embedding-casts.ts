import { SqlError } from '../error.ts';
import { elementsOf, isArray } from './array-shape.ts';
import type { CastRule, CastRules } from './cast-rule.ts';
import { embeddingNumbers, embeddingOf, formatEmbedding } from './embedding.ts';
import { readJson } from './json-casts.ts';
import { type SqlType, sqlTypes, typeProperties } from './sql-type.ts';
import type { ArrayValue, Value } from './value.ts';

type Cast = CastRule['cast'];

/** Casts of an EMBEDDING to single types. */
export const embeddingRules: CastRules = {
  text: { context: 'assignment', cast: (value) => formatEmbedding(value as Uint8Array) },
  json: { context: 'explicit', cast: (value) => readJson(formatEmbedding(value as Uint8Array)) },
};

/**
 * Whether a cast between an array and an EMBEDDING is allowed: arrays of numbers become one
 * on assignment. `undefined` for all other types.
 */
export function canCastEmbedding(
  from: SqlType,
  to: SqlType,
  context: CastRule['context'],
): boolean | undefined {
  if (from.kind === 'array' && to.kind === 'embedding') {
    return context !== 'implicit' && isNumeric(from.element);
  }
  if (from.kind !== 'embedding' || to.kind !== 'array') return undefined;
  return context === 'explicit' && isNumeric(to.element);
}

/** The cast between an array of numbers and an EMBEDDING; `undefined` for all other types. */
export function embeddingCast(
  from: SqlType,
  to: SqlType,
  castFunction: (from: SqlType, to: SqlType) => Cast,
): Cast | undefined {
  if (from.kind === 'array' && to.kind === 'embedding') {
    const cast = castFunction(from.element, sqlTypes.double);
    return (value) => embeddingOf(numbersOf(value as ArrayValue).map((each) => Number(cast(each))));
  }
  if (from.kind !== 'embedding' || to.kind !== 'array') return undefined;
  const cast = castFunction(sqlTypes.float, to.element);
  return (value) => Array.from(embeddingNumbers(value as Uint8Array), (number) => cast(number));
}

function isNumeric({ kind }: SqlType): boolean {
  return typeProperties[kind].numeric;
}

/** The elements of an array of one dimension without NULLs. */
function numbersOf(array: ArrayValue): Exclude<Value, null>[] {
  if (!isArray(array[0])) {
    const present = elementsOf(array).filter((value) => value !== null);
    if (present.length === array.length) return present;
  }
  throw new SqlError('SQL_INVALID_VALUE', 'an EMBEDDING is made of one dimension without NULLs');
}
