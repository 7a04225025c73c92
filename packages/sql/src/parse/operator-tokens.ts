import type { IToken } from 'chevrotain';
import type { BinaryOperator, Like } from '../ast/ast.ts';
import { binaryLevels, operatorLevels } from '../ast/operator-level.ts';
import { tokenText } from './lexer.ts';
import {
  DoubleColon,
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
  // Payloads of operators are their text, of AND and OR the word in lower case.
  const text = tokenText(token);
  return (text === '!=' ? '<>' : text) as BinaryOperator;
}

function followingLevels(): readonly (number | undefined)[] {
  const levels: (number | undefined)[] = [];
  for (const [operator, level] of Object.entries(binaryLevels)) {
    const type =
      operator === 'and' || operator === 'or' ? word[operator] : symbolTypes.get(operator);
    if (type?.tokenTypeIdx !== undefined) {
      levels[type.tokenTypeIdx] = level;
    }
  }
  for (const type of [word.is, word.isnull, word.notnull]) {
    levels[type.tokenTypeIdx ?? 0] = operatorLevels.is;
  }
  for (const type of [word.not, ...predicateWords]) {
    levels[type.tokenTypeIdx ?? 0] = operatorLevels.predicate;
  }
  levels[word.at.tokenTypeIdx ?? 0] = operatorLevels.at;
  levels[word.collate.tokenTypeIdx ?? 0] = operatorLevels.collate;
  for (const text of likeOperators.keys()) {
    levels[symbolTypes.get(text)?.tokenTypeIdx ?? 0] = operatorLevels.other;
  }
  levels[DoubleColon.tokenTypeIdx ?? 0] = operatorLevels.cast;
  return levels;
}
