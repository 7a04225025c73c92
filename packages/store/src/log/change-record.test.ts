import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StoreError } from '../error.ts';
import { type ChangeRecord, decodeChangeRecord, encodeChangeRecord } from './change-record.ts';

const record: fc.Arbitrary<ChangeRecord> = fc.record({
  kind: fc.constantFrom('insert', 'update', 'delete'),
  previousSequence: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  primaryKey: fc.uint8Array(),
});

test('a change record comes back', () => {
  fc.assert(
    fc.property(record, (change) => {
      const { primaryKey, ...rest } = decodeChangeRecord(encodeChangeRecord(change));
      expect({ ...rest, primaryKey: Uint8Array.from(primaryKey) }).toEqual(change);
    }),
  );
});

test('its bytes are as documented', () => {
  const change = { kind: 'update', previousSequence: 258n, primaryKey: Uint8Array.of(9) } as const;
  expect(Buffer.from(encodeChangeRecord(change)).toString('hex')).toBe(
    '02' + '0000000000000102' + '09',
  );
});

test.each(['', '01', '000000000000000000', '040000000000000000', 'ff0000000000000000'])(
  'the bytes "%s" are no change record',
  (hex) => {
    expect(() => decodeChangeRecord(Buffer.from(hex, 'hex'))).toThrow(StoreError);
  },
);
