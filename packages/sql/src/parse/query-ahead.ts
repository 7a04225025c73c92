import type { IToken, TokenType } from 'chevrotain';
import { EOF } from 'chevrotain';
import { LeftParen, RightParen, Semicolon, keyword as word } from './tokens.ts';

/**
 * Whether the tokens from `ahead` on (1 is the next) begin a query: SELECT, WITH, TABLE, VALUES with
 * a row, or parentheses around a query if what follows them can follow one: `((SELECT 1) UNION …`,
 * but not `((SELECT 1) + 1`. Looks as far as those parentheses reach.
 */
export function isQueryAhead(lookAhead: (ahead: number) => IToken, ahead: number): boolean {
  let at = ahead;
  while (lookAhead(at).tokenType === LeftParen) at++;
  const openCount = at - ahead;
  if (!beginsQuery(lookAhead(at).tokenType, lookAhead(at + 1).tokenType)) return false;
  let depth = openCount;
  for (let lowest = openCount; lowest > 0; at++) {
    const { tokenType } = lookAhead(at);
    if (tokenType === EOF) return true;
    if (tokenType === LeftParen) depth++;
    if (tokenType !== RightParen) continue;
    depth--;
    if (depth >= lowest) continue;
    lowest = depth;
    if (!followsQuery.has(lookAhead(at + 1).tokenType)) return false;
  }
  return true;
}

function beginsQuery(first: TokenType, second: TokenType): boolean {
  if (first === word.values) return second === LeftParen;
  return first === word.select || first === word.with || first === word.table;
}

/** What can stand behind a query in parentheses that is part of a greater one, or all of it. */
const followsQuery: ReadonlySet<TokenType> = new Set([
  RightParen,
  Semicolon,
  EOF,
  word.union,
  word.intersect,
  word.except,
  word.order,
  word.limit,
  word.offset,
  word.fetch,
]);
