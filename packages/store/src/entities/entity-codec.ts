import { StoreError } from '../error.ts';

/** How an entity becomes bytes and comes back. */
export interface EntityCodec<T> {
  encode(entity: T): Uint8Array;
  /** Throws STORE_CORRUPT when the bytes are not an entity. */
  decode(bytes: Uint8Array): T;
}

/**
 * Entities as JSON, with bigint as `{"$bigint": "123"}`. Fields that are `undefined` are left out
 * and absent when read. `parse` turns what was read into an entity, checking what it needs to.
 */
export function jsonCodec<T>(parse: (value: unknown) => T): EntityCodec<T> {
  return {
    encode: (entity) => Buffer.from(JSON.stringify(entity, writeBigint)),
    decode(bytes) {
      let value: unknown;
      try {
        value = JSON.parse(Buffer.from(bytes).toString('utf8'), readBigint);
      } catch (cause) {
        const message = `An entity of ${bytes.length} bytes is not JSON.`;
        throw new StoreError('STORE_CORRUPT', message, { cause });
      }
      return parse(value);
    },
  };
}

const BIGINT_FIELD = '$bigint';

function writeBigint(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? { [BIGINT_FIELD]: value.toString() } : value;
}

function readBigint(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(BIGINT_FIELD in value)) return value;
  const digits = value[BIGINT_FIELD];
  return Object.keys(value).length === 1 && typeof digits === 'string' ? BigInt(digits) : value;
}
