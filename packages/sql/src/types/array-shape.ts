import type { ArrayValue, Value } from './value.ts';

/** The most dimensions that an array has, as in PostgreSQL. */
export const MAX_DIMENSIONS = 6;

/** The length of an array in each dimension, outermost first; none of an empty array. */
export function shapeOf(array: ArrayValue): readonly number[] {
  const shape: number[] = [];
  let level: Value = array;
  while (isArray(level) && level.length > 0) {
    shape.push(level.length);
    level = level[0];
  }
  return shape;
}

/** All elements, the last dimension running fastest: the array itself if it has but one. */
export function elementsOf(array: ArrayValue): ArrayValue {
  if (!isArray(array[0])) return array;
  return array.flatMap((part) => elementsOf(part as ArrayValue));
}

/** The array of a shape that has these elements, whose number is the product of the lengths. */
export function withShape(elements: ArrayValue, shape: readonly number[]): ArrayValue {
  if (shape.length <= 1) return elements;
  const [count, ...inner] = shape;
  const size = elements.length / count;
  return Array.from({ length: count }, (_, index) =>
    withShape(elements.slice(index * size, (index + 1) * size), inner),
  );
}

/** Whether a value is an array. Bytes are none. */
export function isArray(value: Value | undefined): value is ArrayValue {
  return Array.isArray(value);
}

/** Whether arrays within arrays have equal lengths throughout, so that they are dimensions. */
export function isRectangular(array: ArrayValue): boolean {
  const [first] = array;
  if (!isArray(first)) return !array.some(isArray);
  return (
    array.every((part) => isArray(part) && part.length === first.length && isRectangular(part)) &&
    sameDepths(array)
  );
}

function sameDepths(array: ArrayValue): boolean {
  const shape = shapeOf(array[0] as ArrayValue);
  return array.every((part) => String(shapeOf(part as ArrayValue)) === String(shape));
}
