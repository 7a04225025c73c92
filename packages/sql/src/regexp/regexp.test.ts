import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defaultOptions } from './options.ts';
import { compileRegexp } from './regexp.ts';
import { regexpOf } from './regexp-cache.ts';
import { allMatches, groupText, replaceMatches } from './replace-matches.ts';

/** Patterns that mean the same to JavaScript's engine, as to whether there is a match. */
const pattern: fc.Arbitrary<string> = fc.letrec<{ pattern: string; atom: string; piece: string }>(
  (tie) => ({
    atom: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      fc.constantFrom('a', 'b', 'é', '😀', '.', '[ab]', '[^a]', '\\d', '^', '$'),
      tie('pattern').map((inner) => `(${inner})`),
    ),
    piece: fc
      .tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?', '*?', '{2}', '{0,2}', '{1,}'))
      .map(([atom, quantifier]) => (/^[$^]$/.test(atom) ? atom : atom + quantifier)),
    pattern: fc
      .array(fc.array(tie('piece'), { maxLength: 4 }), { minLength: 1, maxLength: 3 })
      .map((branches) => branches.map((pieces) => pieces.join('')).join('|')),
  }),
).pattern;

const subject = fc
  .array(fc.constantFrom('a', 'b', 'é', '😀', '1', '\n'), { maxLength: 6 })
  .map((characters) => characters.join(''));

test('a pattern matches where JavaScript finds it to match', () => {
  fc.assert(
    fc.property(pattern, subject, (source, text) => {
      expect(compileRegexp(source).test(text)).toBe(new RegExp(source, 'su').test(text));
    }),
    { numRuns: 500 },
  );
});

test('a search finds the leftmost match, and its groups lie within', () => {
  fc.assert(
    fc.property(pattern, subject, (source, text) => {
      const regexp = compileRegexp(source);
      const match = regexp.search(text).find(0, true);
      const expected = new RegExp(source, 'su').exec(text);
      expect(match?.[0]).toBe(expected?.index);
      for (let group = 1; match !== undefined && group <= regexp.groups; group++) {
        if (match[group * 2] < 0) continue;
        expect(match[group * 2]).toBeGreaterThanOrEqual(match[0]);
        expect(match[group * 2 + 1]).toBeLessThanOrEqual(match[1]);
        expect(match[group * 2 + 1]).toBeGreaterThanOrEqual(match[group * 2]);
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['(a*)*b', 'a'.repeat(100_000)],
  ['(a|a)*b', 'a'.repeat(100_000)],
  ['(.*)(.*)(.*)(.*)x', 'a'.repeat(100_000)],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(100_000)],
  ['(x+x+)+y', 'x'.repeat(100_000)],
])('%s takes linear time', (source, text) => {
  expect(compileRegexp(source).test(text)).toBe(false);
});

test('groups of long texts are found in linear time', () => {
  const match = compileRegexp('((a)|b)*(c)')
    .search(`${'ab'.repeat(50_000)}c`)
    .find(0, true);
  expect([...(match ?? [])]).toEqual([0, 100_001, 99_999, 100_000, -1, -1, 100_000, 100_001]);
});

test('what would take too long is refused', () => {
  const find = () => [...allMatches(compileRegexp('a.*b|a'), 'a'.repeat(100_000), 0, false)];
  expect(find).toThrow('takes too many steps');
});

test.each(['(a{255}){255}', '((a?){250}){250}', `${'('.repeat(300)}a${')'.repeat(300)}`])(
  '%.20s is too large',
  (source) => {
    expect(() => compileRegexp(source)).toThrow('regular expression is too complex');
  },
);

test('automata that grow large are forgotten and built again', () => {
  const regexp = compileRegexp('(a|b)*a(a|b){12}$');
  let text = '';
  for (let index = 0; index < 20_000; index++) text += (index * 7919) % 31 < 15 ? 'a' : 'b';
  expect(regexp.test(text)).toBe(text.at(-13) === 'a');
  expect(regexp.test(`${text}a${'b'.repeat(12)}`)).toBe(true);
});

test('compiled patterns are kept by text and options', () => {
  const caseless = { ...defaultOptions, ignoreCase: true };
  expect(regexpOf('ab')).toBe(regexpOf('ab'));
  expect(regexpOf('ab', caseless)).not.toBe(regexpOf('ab'));
  expect(regexpOf('ab', caseless).test('AB')).toBe(true);
  expect(regexpOf('ab').test('AB')).toBe(false);
});

test('replacing stops where the result would be too long', () => {
  const check = (length: number) => {
    if (length > 100) throw new Error('too long');
  };
  const range = { from: 0, which: 0 };
  const replace = () => replaceMatches(regexpOf('a'), 'a'.repeat(50), 'xyz', range, check);
  expect(replace).toThrow('too long');
});

test('a group that took no part has no text', () => {
  const match = compileRegexp('(a)|(b)').search('b').find(0, true);
  expect(match && [groupText('b', match, 1), groupText('b', match, 2)]).toEqual([undefined, 'b']);
});
