import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readUuid, writeUuid } from './uuid.ts';

test('a uuid comes back', () => {
  fc.assert(
    fc.property(fc.uuid(), (text) => {
      const bytes = Buffer.alloc(20);
      writeUuid(text, bytes, 2);
      expect(readUuid(bytes, 2)).toBe(text);
      expect(bytes.subarray(2, 18).toString('hex')).toBe(text.replaceAll('-', ''));
    }),
  );
});

const canonical = '01234567-89ab-cdef-0123-456789abcdef';
test.each([
  '',
  canonical.toUpperCase(),
  canonical.slice(1),
  `${canonical}0`,
  canonical.replace('-', '0'),
  canonical.replace('0', '-'),
  canonical.replace('0', 'g'),
  canonical.replace('0', '€'),
])('"%s" is no canonical uuid', (text) => {
  expect(() => writeUuid(text, Buffer.alloc(16), 0)).toThrow(/canonical/);
});
