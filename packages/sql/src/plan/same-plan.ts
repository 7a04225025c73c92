import type { Plan } from './plan.ts';
import { isVolatilePlan } from './walk.ts';

/**
 * Whether two plans always have the same rows in one execution: equal trees, positions aside.
 * Tables and functions are the same only as objects; a volatile plan is the same as no other.
 */
export function samePlan(left: Plan, right: Plan): boolean {
  return sameStructure(left, right) && !isVolatilePlan(left);
}

/** Objects of these fields are compared as objects: they are given once for all plans. */
const byIdentity: ReadonlySet<string> = new Set(['table', 'function']);

function sameStructure(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (!isObject(left) || !isObject(right)) return false;
  if (left instanceof Uint8Array || right instanceof Uint8Array) return sameBytes(left, right);
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => {
    if (key === 'position') return true;
    const [one, other] = [Reflect.get(left, key), Reflect.get(right, key)];
    return byIdentity.has(key) ? one === other : sameStructure(one, other);
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function sameBytes(left: object, right: object): boolean {
  return (
    left instanceof Uint8Array && right instanceof Uint8Array && Buffer.compare(left, right) === 0
  );
}
