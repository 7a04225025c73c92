import type { BoundExpression } from '@kalamdb/sql';

/**
 * A text that is equal for two expressions only if they mean the same: the whole tree but for
 * positions in the text.
 */
export function expressionKey(expression: BoundExpression | undefined): string {
  return expression === undefined ? '' : JSON.stringify(expression, replace);
}

function replace(key: string, value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return { bigint: value.toString() };
    case 'number':
      // JSON has no NaN and Infinity, and drops the sign of zero.
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { number: numberKey(value) };
    case 'object':
      return objectKey(key, value);
    default:
      return key === 'position' ? undefined : value;
  }
}

function numberKey(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function objectKey(key: string, value: object | null): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (key !== 'function' || value === null || !('name' in value)) return value;
  return 'parameters' in value ? [value.name, value.parameters] : value.name;
}
