import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { PhysicalType, StoredValue } from '../physical-type.ts';
import { joinBytes } from './byte-order.ts';
import * as keyspace from './keyspace.ts';
import { encodeTuple } from './tuple.ts';
import { decodeTuple } from './tuple-reader.ts';
import { MAX_KEY_BYTES, typeCode } from './type-code.ts';

const path = new URL('../../KEYS.md', import.meta.url);
const document = readFileSync(path, 'utf8');

const hexOf = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

const parsers: Readonly<Record<PhysicalType, (text: string) => StoredValue>> = {
  boolean: (text) => text === 'true',
  int32: Number,
  int64: BigInt,
  float64: Number,
  decimal: (text) => text,
  utf8: (text) => JSON.parse(text),
  binary: (text) => Uint8Array.from(Buffer.from(text, 'hex')),
  uuid: (text) => text,
};

const elementCases = Array.from(
  document.matchAll(/^- Test case: `(\w+) (.*)` → `([0-9a-f ]+)`$/gm),
  ([, type, text, hex]) => [type as PhysicalType, String(text), String(hex)] as const,
);

describe('KEYS.md', () => {
  test.each(elementCases)('%s %s is %s', (type, text, hex) => {
    const value = text === 'null' ? null : parsers[type](text);
    expect(hexOf(encodeTuple([{ type, value }]))).toBe(hex);
    const decoded = decodeTuple(Buffer.from(hex.replaceAll(' ', ''), 'hex'), [type]);
    expect(decoded).toEqual([value === 0 ? 0 : value]);
  });

  test('every test case was read', () => {
    expect(elementCases.length).toBe(document.split('- Test case:').length - 1);
  });

  test('has every type code', () => {
    const listed = document.slice(document.indexOf('## Elements')).matchAll(/`0x([0-9a-f]{2})`/g);
    const codes = new Set(Array.from(listed, ([, hex]) => Number.parseInt(String(hex), 16)));
    for (const code of Object.values(typeCode)) expect(codes).toContain(code);
  });

  const primaryKey = encodeTuple([{ type: 'int32', value: 1 }]);
  const entity = encodeTuple([{ type: 'utf8', value: 'k' }]);
  const index = encodeTuple([{ type: 'utf8', value: 'x' }]);
  const keys: Readonly<Record<string, Uint8Array>> = {
    meta: keyspace.metaKey('a'),
    entity: keyspace.entityKey(3, entity),
    'entity index, unique': keyspace.entityIndexKey(3, 2, index),
    'entity index': keyspace.entityIndexKey(3, 2, index, entity),
    head: keyspace.headKey(7, 'ann', primaryKey),
    history: keyspace.historyKey(7, 'ann', primaryKey, 5n),
    log: keyspace.logKey(7, 'ann', 5n),
    expiry: keyspace.expiryKey(7, 5n),
    'dropped table': keyspace.droppedTableKey(7),
    index: joinBytes(keyspace.indexPrefix(7, 2, 'ann'), joinBytes(index, primaryKey)),
    'dropped index': keyspace.droppedIndexKey(7, 2),
    counter: keyspace.counterKey(7, 'ann'),
  };
  const rows = Array.from(
    document.matchAll(/^\| 0x([0-9a-f]{2}) \| ([^|]+) \|.*\| `([0-9a-f ]+)` \| in use \|$/gm),
    ([, prefix, kind, hex]) => [String(kind), String(prefix), String(hex)] as const,
  );

  test('has every kind of key', () => {
    expect(rows.map(([kind]) => kind).sort()).toEqual(Object.keys(keys).sort());
    const prefixes = new Set(rows.map(([, prefix]) => Number.parseInt(prefix, 16)));
    expect([...prefixes]).toEqual(Object.values(keyspace.keyPrefix));
  });

  test.each(rows)('the key of kind %s begins with %s and is %s', (kind, prefix, hex) => {
    expect(hexOf(keys[kind] as Uint8Array)).toBe(hex);
    expect(hex.startsWith(prefix)).toBe(true);
  });

  test('names the longest key', () => {
    expect(document).toContain(`${MAX_KEY_BYTES.toLocaleString('en-US')} bytes`);
  });
});
