import type { IToken } from 'chevrotain';
import type { Expression, Like, PatternOperator } from '../ast/ast.ts';
import { balance, type Run } from '../ast/balance.ts';
import {
  binaryLevels,
  isComparison,
  isNonAssociative,
  isPatternOperator,
  operatorLevels,
  quantifiedLevel,
} from '../ast/operator-level.ts';
import { SqlError } from '../error.ts';
import type { QuantifiedSide } from './grammar-subquery.ts';
import { tokenText } from './lexer.ts';
import { likeOperators, operatorOf, unlimited } from './operator-tokens.ts';

/** An operand and the operators applied to it so far. */
export interface Chain {
  left: Expression;
  /**
   * Operators above this level are barred: the right operand of the last operator has refused them
   * already, which is an error (`a < b < c`) and no reason to apply them to the whole.
   */
  ceiling: number;
  /** The operands of AND or OR so far, which are joined at the end. */
  run: Run | undefined;
}

/** Apply a binary operator to the chain, whose first token is at `start`. */
export function append(chain: Chain, token: IToken, right: Expression, start: number): void {
  const like = likeOperators.get(tokenText(token));
  if (like !== undefined) {
    const parts = { operand: chain.left, pattern: right, escape: undefined };
    chain.left = { kind: 'like', ...parts, ...like, at: start };
    chain.ceiling = operatorLevels.other;
    return;
  }
  const operator = operatorOf(token);
  const at = token.startOffset;
  if (operator === 'and' || operator === 'or') {
    if (chain.run?.operator !== operator) {
      const first = chain.run === undefined ? chain.left : balance(chain.run);
      chain.run = { operator, operands: [first], offsets: [] };
    }
    chain.run.operands.push(right);
    chain.run.offsets.push(at);
  } else {
    chain.left = { kind: 'binary', operator, left: chain.left, right, at };
  }
  const level = binaryLevels[operator];
  chain.ceiling = isNonAssociative(operator) ? level - 1 : level;
}

/** Apply an operator with ANY or ALL to the chain. */
export function quantify(chain: Chain, token: IToken, right: QuantifiedSide): void {
  const { startOffset: at, image } = token;
  const like = likeOperators.get(tokenText(token));
  const operator =
    like === undefined ? operatorOf(token) : patternOperator(like.verb, like.negated);
  if (!isPatternOperator(operator) && !isComparison(operator)) {
    const message = `ANY and ALL go with a comparison or a pattern, not with ${image.toUpperCase()}`;
    throw new SqlError('SQL_UNSUPPORTED', message, { position: at });
  }
  chain.left = { operator, operand: chain.left, ...right, at };
  const level = quantifiedLevel(operator);
  // As the same operators without ANY: `a ~ ANY (b) | c` goes from left to right.
  chain.ceiling = level === operatorLevels.other ? level : level - 1;
}

/** SIMILAR TO does not come here. */
export function patternOperator(verb: Like['verb'], negated: boolean): PatternOperator {
  const name = verb === 'ilike' ? 'ilike' : 'like';
  return negated ? `not ${name}` : name;
}

/** Levels above this one are barred behind an operand that a suffix made. */
export function suffixCeiling(node: Expression): number {
  switch (node.kind) {
    case 'between':
    case 'like':
    case 'quantified':
    case 'quantified-array':
      return operatorLevels.predicate - 1;
    case 'binary':
      return operatorLevels.is - 1;
    case 'call':
      return operatorLevels.at;
    default:
      return unlimited;
  }
}
