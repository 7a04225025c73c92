import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileLike } from './like-pattern.ts';

const cases: readonly [string, string, boolean][] = [
  ['', '', true],
  ['', '%', true],
  ['', '_', false],
  ['abc', 'abc', true],
  ['abc', 'ab', false],
  ['abc', 'a%', true],
  ['abc', '%c', true],
  ['abc', '%b%', true],
  ['abc', 'a_c', true],
  ['abc', '___', true],
  ['abc', '__', false],
  ['abc', '_%_', true],
  ['a', '_%_', false],
  ['a😀c', 'a_c', true],
  ['😀', '__', false],
  ['a\nb', 'a%b', true],
  ['a%b', 'a\\%b', true],
  ['axb', 'a\\%b', false],
  ['a_b', 'a\\_b', true],
  ['a\\b', 'a\\\\b', true],
  ['abab', 'ab%ab', true],
  ['aba', 'ab%ba', false],
  ['xaybzc', '%a%b%c', true],
  ['xaybzcd', '%a%b%c', false],
  ['aab', '%_ab', true],
  ['ab', '%_ab', false],
  ['ABC', 'abc', false],
];

test.each(cases)('%p LIKE %p is %p', (text, pattern, expected) => {
  expect(compileLike(pattern, '\\')(text)).toBe(expected);
});

test('The escape character can be chosen, or none at all', () => {
  expect(compileLike('a!%', '!')('a%')).toBe(true);
  expect(compileLike('a!%', '!')('ab')).toBe(false);
  expect(compileLike('a\\%', '')('a\\b')).toBe(true);
  expect(compileLike('😀%', '😀')('%')).toBe(true);
});

test('It agrees with a regular expression', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '😀'), maxLength: 12 });
  const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '_', '%'), maxLength: 8 });
  fc.assert(
    fc.property(texts, patterns, (text, pattern) => {
      const source = pattern.replaceAll('_', '.').replaceAll('%', '.*');
      expect(compileLike(pattern, '\\')(text)).toBe(new RegExp(`^${source}$`, 'su').test(text));
    }),
    { numRuns: 1000 },
  );
});

test('A pattern made to backtrack takes no longer', () => {
  const matches = compileLike('%a%a%a%a%a%a%a%a%b', '\\');
  expect(matches('a'.repeat(20_000))).toBe(false);
});
