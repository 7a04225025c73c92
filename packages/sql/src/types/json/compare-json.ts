import { comparePlainNumbers } from './json-number.ts';
import { isJsonArray, isJsonObject, type JsonKind, type JsonTree, jsonKind } from './json-tree.ts';

const ranks: Readonly<Record<JsonKind, number>> = {
  null: 0,
  string: 1,
  number: 2,
  boolean: 3,
  array: 4,
  object: 5,
};

/**
 * PostgreSQL's order of JSONB: null, strings, numbers, booleans, arrays, objects; of arrays and
 * objects shorter ones first, then element by element, and member by member with names before
 * values. As there, an empty array that is the whole value goes before everything.
 */
export function compareJsonTrees(left: JsonTree, right: JsonTree): number {
  const leftEmpty = isEmptyArray(left);
  const rightEmpty = isEmptyArray(right);
  if (leftEmpty || rightEmpty) return Number(rightEmpty) - Number(leftEmpty);
  return compareInner(left, right);
}

function isEmptyArray(tree: JsonTree): boolean {
  return isJsonArray(tree) && tree.length === 0;
}

function compareInner(left: JsonTree, right: JsonTree): number {
  const order = ranks[jsonKind(left)] - ranks[jsonKind(right)];
  if (order !== 0 || left === null || right === null) return order;
  if (typeof left === 'boolean') return Number(left) - Number(right);
  if (typeof left === 'string') return compareStrings(left, right as string);
  if (isJsonArray(left)) return compareArrays(left, right as typeof left);
  if (isJsonObject(left)) return compareObjects(left, right as typeof left);
  return comparePlainNumbers(left.digits, (right as typeof left).digits);
}

function compareStrings(left: string, right: string): number {
  return left === right ? 0 : Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function compareArrays(left: readonly JsonTree[], right: readonly JsonTree[]): number {
  if (left.length !== right.length) return left.length - right.length;
  for (let index = 0; index < left.length; index++) {
    const order = compareInner(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareObjects(
  left: ReadonlyMap<string, JsonTree>,
  right: ReadonlyMap<string, JsonTree>,
): number {
  if (left.size !== right.size) return left.size - right.size;
  const others = [...right];
  let index = 0;
  for (const [name, value] of left) {
    const [otherName, otherValue] = others[index++];
    const order = compareStrings(name, otherName) || compareInner(value, otherValue);
    if (order !== 0) return order;
  }
  return 0;
}
