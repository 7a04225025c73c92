import { expect, test } from '@jest/globals';
import { movePosition, type ShapedText } from './move-position.ts';

/** A text whose literals are its digits. */
function shaped(text: string): ShapedText {
  const literals = [...text.matchAll(/\d+/g)].map((match) => ({
    kind: 'number' as const,
    digits: match[0],
    at: match.index,
  }));
  return { text, print: { shape: text.replace(/\d+/g, '?').replace(/\s+/g, ' '), literals } };
}

const cases: readonly [name: string, from: string, to: string, token: string, found: boolean][] = [
  ['before the first literal', 'SELECT a/b, 1', 'SELECT a/b, 1000', '/', true],
  ['between two literals', 'SELECT 1, a/b, 2', 'SELECT 1000, a/b, 20', '/', true],
  ['behind the last literal', 'SELECT 1 / b', 'SELECT 1000 / b', '/', true],
  ['a literal itself', 'SELECT a / 7', 'SELECT a / 7', '7', true],
  ['without literals', 'SELECT a/b', 'SELECT a/b', '/', true],
  ['white space that differs elsewhere', 'SELECT  a, 1 / b', 'SELECT a, 10 / b', '/', true],
  ['white space that differs right there', 'SELECT 1 / b', 'SELECT 1  /  b', '/', false],
];

test.each(cases)('a position %s', (_name, from, to, token, found) => {
  const moved = movePosition(from.indexOf(token), shaped(from), shaped(to));
  expect(moved).toBe(found ? to.indexOf(token) : undefined);
});
