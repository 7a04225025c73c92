import { SqlError } from '../../../error.ts';
import { castFunction } from '../../../types/coerce.ts';
import { embeddingNumbers } from '../../../types/embedding.ts';
import { arrayOf, sqlTypes } from '../../../types/sql-type.ts';
import type { ArrayValue } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import { aliases, strictFunction } from './define.ts';

const { embedding, double, float, int } = sqlTypes;
const numbers = arrayOf(double);

type Measure = (left: Float32Array, right: Float32Array) => number;

/** How far embeddings are from each other; operators give the lesser number for the nearer one. */
export const embeddingFunctions: readonly ScalarFunction[] = [
  ...measure(['cosine_distance', '<=>'], (left, right) => {
    const norms = Math.sqrt(dot(left, left)) * Math.sqrt(dot(right, right));
    return norms === 0 ? 1 : 1 - dot(left, right) / norms;
  }),
  ...measure(['l2_distance', '<->'], (left, right) => Math.sqrt(squaredDistance(left, right))),
  ...measure(['inner_product'], dot),
  ...measure(['<#>'], (left, right) => -dot(left, right)),
  strictFunction('vector_dims', [embedding], int, ([value]) => (value as Uint8Array).length / 4),
];

/** Of two embeddings, and of one and an array of numbers. */
function measure(names: readonly string[], compute: Measure): ScalarFunction[] {
  const between = (left: Uint8Array, right: Uint8Array): number => {
    const pair = sameSize(left, right);
    const result = Math.fround(compute(embeddingNumbers(pair[0]), embeddingNumbers(pair[1])));
    if (Number.isFinite(result)) return result;
    throw new SqlError('SQL_OUT_OF_RANGE', 'the distance is out of range for type FLOAT');
  };
  const fromArray = castFunction(numbers, embedding);
  return [
    strictFunction('', [embedding, embedding], float, ([left, right]) =>
      between(left as Uint8Array, right as Uint8Array),
    ),
    strictFunction('', [embedding, numbers], float, ([left, right]) =>
      between(left as Uint8Array, fromArray(right as ArrayValue) as Uint8Array),
    ),
  ].flatMap((overload) => aliases(names, overload));
}

function sameSize(left: Uint8Array, right: Uint8Array): readonly [Uint8Array, Uint8Array] {
  if (left.length === right.length) return [left, right];
  const sizes = `${left.length / 4} and ${right.length / 4}`;
  throw new SqlError('SQL_INVALID_VALUE', `different numbers of dimensions: ${sizes}`);
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index] * right[index];
  return sum;
}

function squaredDistance(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) {
    const difference = left[index] - right[index];
    sum += difference * difference;
  }
  return sum;
}
