import type { IToken, TokenType } from 'chevrotain';
import type { BinaryOperator, Like } from '../ast/ast.ts';
import { binaryLevels, operatorLevels } from '../ast/operator-level.ts';
import { tokenText } from './lexer.ts';
import {
  DoubleColon,
  LeftBracket,
  Minus,
  Plus,
  PrefixOperator,
  symbolTypes,
  keyword as word,
} from './tokens.ts';

/** Above every level: nothing is barred from following. */
export const unlimited = operatorLevels.primary;

/** LIKE and its kin as PostgreSQL's operators. */
export const likeOperators: ReadonlyMap<string, Pick<Like, 'verb' | 'negated'>> = new Map([
  ['~~', { verb: 'like', negated: false }],
  ['~~*', { verb: 'ilike', negated: false }],
  ['!~~', { verb: 'like', negated: true }],
  ['!~~*', { verb: 'ilike', negated: true }],
]);

const predicateWords = [word.in, word.between, word.like, word.ilike, word.similar];

/** Whether a token begins a predicate that may follow NOT. */
export function isPredicateWord({ tokenType: type }: IToken): boolean {
  return predicateWords.includes(type);
}

/** Levels of what can follow an operand, by `tokenTypeIdx`; 0 or `undefined` for all else. */
export const levelByType: readonly (number | undefined)[] = followingLevels();

/** The highest level of operators that may follow an operand that begins with a token. */
export function operandCeiling({ tokenType: type }: IToken): number {
  if (type === word.not) {
    return operatorLevels.not;
  }
  if (type === Plus || type === Minus) {
    return operatorLevels.sign;
  }
  return PrefixOperator.categoryMatchesMap?.[type.tokenTypeIdx ?? 0] === true
    ? operatorLevels.other
    : unlimited;
}

/** The operator that a token of category BinaryOperatorToken is. */
export function operatorOf(token: IToken): BinaryOperator {
  // Payloads of operators are their text, of words the word in lower case.
  const text = tokenText(token);
  return (text === '!=' ? '<>' : text) as BinaryOperator;
}

function followingLevels(): readonly (number | undefined)[] {
  const levels: (number | undefined)[] = [];
  for (const [operator, level] of Object.entries(binaryLevels)) {
    const isWord = operator === 'and' || operator === 'or' || operator === 'overlaps';
    const type = isWord ? word[operator] : symbolTypes.get(operator);
    if (type?.tokenTypeIdx !== undefined) {
      levels[type.tokenTypeIdx] = level;
    }
  }
  for (const [type, level] of suffixLevels()) {
    levels[type?.tokenTypeIdx ?? 0] = level;
  }
  return levels;
}

/** What follows an operand but is no binary operator. */
function suffixLevels(): readonly (readonly [TokenType | undefined, number])[] {
  const { is, predicate, at, collate, other, subscript, cast } = operatorLevels;
  return [
    ...[word.is, word.isnull, word.notnull].map((type) => [type, is] as const),
    ...[word.not, ...predicateWords].map((type) => [type, predicate] as const),
    ...[...likeOperators.keys()].map((text) => [symbolTypes.get(text), other] as const),
    [word.at, at],
    [word.collate, collate],
    [LeftBracket, subscript],
    [DoubleColon, cast],
  ];
}
