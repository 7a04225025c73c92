import type { ParameterInput } from '@kalamdb/sql';

/** Arrays and objects of a parameter nest no deeper: what reads them recurses. */
export const MAX_PARAMETER_DEPTH = 500;

/** Bytes of a parameter as text; numbers, booleans and NULL count as nothing. */
export function parameterSize(value: ParameterInput | undefined): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Buffer.byteLength(JSON.stringify(value));
}

/** Whether arrays and objects of a parameter nest too deep. Needs no stack itself. */
export function isTooDeep(value: ParameterInput | undefined): boolean {
  if (!isNested(value)) return false;
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= MAX_PARAMETER_DEPTH; depth += 1) {
    level = level.filter(isNested).flatMap((nested) => Object.values(nested));
    if (level.length === 0) return false;
  }
  return true;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}
