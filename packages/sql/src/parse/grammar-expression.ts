import type { IToken, ParserMethod } from 'chevrotain';
import type { BinaryOperator, Expression } from '../ast/ast.ts';
import { balance, type Run } from '../ast/balance.ts';
import { binaryLevels, isNonAssociative, operatorLevels } from '../ast/operator-level.ts';
import { SqlError } from '../error.ts';
import { callOf, PrimaryGrammar } from './grammar-primary.ts';
import { tokenText } from './lexer.ts';
import {
  BinaryOperatorToken,
  DoubleColon,
  Minus,
  Plus,
  Sign,
  symbolTypes,
  keyword as word,
} from './tokens.ts';

/** Above every level: nothing is barred from following. */
const unlimited = operatorLevels.primary;

/** Levels of what can follow an operand, by `tokenTypeIdx`; 0 or `undefined` for all else. */
const levelByType = followingLevels();

/** An operand and the operators applied to it so far. */
interface Chain {
  left: Expression;
  /**
   * Operators above this level are barred: the right operand of the last operator has refused them
   * already, which is an error (`a < b < c`) and no reason to apply them to the whole.
   */
  ceiling: number;
  /** The operands of AND or OR so far, which are joined at the end. */
  run: Run | undefined;
}

/** Expressions, with PostgreSQL's precedence, by precedence climbing: chains are loops. */
export abstract class ExpressionGrammar extends PrimaryGrammar {
  /** How many expressions may be open within each other. */
  protected maxDepth = 0;
  /** Operators read so far in this statement: a bound of the height of its expressions. */
  protected operatorCount = 0;

  /** Count afresh; number the statement's literals if they are lifted. */
  protected startStatement(isLifted: boolean): void {
    this.depth = 0;
    this.operatorCount = 0;
    this.numberLiterals(isLifted);
  }

  protected readonly expression: ParserMethod<[minimum?: number], Expression> = this.RULE(
    'expression',
    (minimum?: number): Expression => {
      const lowest = minimum ?? 0;
      const start = this.LA(1);
      this.enter(start);
      const left = this.OR([
        { ALT: () => this.SUBRULE(this.primary) },
        { ALT: () => this.SUBRULE(this.negation) },
        { ALT: () => this.SUBRULE(this.signed) },
      ]);
      const chain: Chain = { left, ceiling: operandCeiling(start), run: undefined };
      this.MANY({
        GATE: () => this.#isOperatorWithin(lowest, chain.ceiling),
        DEF: () => {
          this.operatorCount++;
          this.OR1([
            {
              ALT: () => {
                const token = this.CONSUME(BinaryOperatorToken);
                const operator = operatorOf(token);
                const level = binaryLevels[operator] + 1;
                const right = this.SUBRULE1(this.expression, { ARGS: [level] });
                append(chain, operator, right, token.startOffset);
              },
            },
            {
              ALT: () => {
                const args: [Expression, number] = [chain.left, start.startOffset];
                chain.left = this.SUBRULE(this.suffixed, { ARGS: args });
                chain.ceiling = suffixCeiling(chain.left);
              },
            },
          ]);
        },
      });
      this.depth--;
      return chain.run === undefined ? chain.left : balance(chain.run);
    },
  );

  protected readonly negation = this.RULE('negation', (): Expression => {
    const { startOffset: at } = this.CONSUME(word.not);
    const operand = this.SUBRULE(this.expression, { ARGS: [operatorLevels.not + 1] });
    return { kind: 'unary', operator: 'not', operand, at };
  });

  protected readonly signed = this.RULE('signed', (): Expression => {
    const { image, startOffset: at } = this.CONSUME(Sign);
    const operand = this.SUBRULE(this.expression, { ARGS: [operatorLevels.sign] });
    return { kind: 'unary', operator: image === '-' ? '-' : '+', operand, at };
  });

  /** What follows an operand other than a binary operator. */
  protected readonly suffixed = this.RULE(
    'suffixed',
    (operand: Expression, at: number): Expression =>
      this.OR([
        {
          ALT: (): Expression => {
            this.CONSUME(DoubleColon);
            return { kind: 'cast', operand, type: this.SUBRULE(this.typeName), at };
          },
        },
        {
          ALT: (): Expression => {
            this.CONSUME(word.isnull);
            return { kind: 'is-null', operand, negated: false, at };
          },
        },
        {
          ALT: (): Expression => {
            this.CONSUME(word.notnull);
            return { kind: 'is-null', operand, negated: true, at };
          },
        },
        {
          ALT: (): Expression => {
            const name = this.CONSUME(word.at);
            this.CONSUME(word.time);
            this.CONSUME(word.zone);
            const zone = this.SUBRULE(this.expression, { ARGS: [operatorLevels.at + 1] });
            return callOf('timezone', [zone, operand], name);
          },
        },
        { ALT: () => this.SUBRULE(this.isPredicate, { ARGS: [operand, at] }) },
        { ALT: () => this.SUBRULE(this.predicate, { ARGS: [operand, at] }) },
      ]),
  );

  /** IS [NOT] NULL | TRUE | FALSE | UNKNOWN | DISTINCT FROM b */
  protected readonly isPredicate = this.RULE(
    'isPredicate',
    (operand: Expression, at: number): Expression => {
      const is = this.CONSUME(word.is);
      const negated = this.OPTION(() => this.CONSUME(word.not)) !== undefined;
      const truth = (value: boolean | null): Expression => {
        return { kind: 'is-truth', operand, value, negated, at };
      };
      return this.OR([
        {
          ALT: (): Expression => {
            this.CONSUME(word.null);
            return { kind: 'is-null', operand, negated, at };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.true);
            return truth(true);
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.false);
            return truth(false);
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.unknown);
            return truth(null);
          },
        },
        {
          ALT: (): Expression => {
            this.CONSUME(word.distinct);
            this.CONSUME(word.from);
            const right = this.SUBRULE(this.expression, { ARGS: [operatorLevels.is + 1] });
            const operator = negated ? 'is not distinct from' : 'is distinct from';
            return { kind: 'binary', operator, left: operand, right, at: is.startOffset };
          },
        },
      ]);
    },
  );

  /** [NOT] BETWEEN | IN | LIKE | ILIKE … */
  protected readonly predicate = this.RULE(
    'predicate',
    (operand: Expression, at: number): Expression => {
      const negated = this.OPTION(() => this.CONSUME(word.not)) !== undefined;
      return this.OR([
        {
          ALT: (): Expression => {
            this.CONSUME(word.between);
            const lower = this.SUBRULE(this.expression, { ARGS: [operatorLevels.other] });
            this.CONSUME(word.and);
            const upper = this.SUBRULE1(this.expression, { ARGS: [operatorLevels.other] });
            return { kind: 'between', operand, lower, upper, negated, at };
          },
        },
        {
          ALT: (): Expression => {
            this.CONSUME(word.in);
            const list = this.SUBRULE(this.expressionList);
            return { kind: 'in-list', operand, list, negated, at };
          },
        },
        {
          ALT: (): Expression => {
            const caseInsensitive = this.OR1([
              { ALT: () => this.CONSUME(word.like) === undefined },
              { ALT: () => this.CONSUME(word.ilike) !== undefined },
            ]);
            const pattern = this.SUBRULE2(this.expression, { ARGS: [operatorLevels.other] });
            const mark = this.OPTION1(() => {
              this.CONSUME(word.escape);
              return this.SUBRULE3(this.expression, { ARGS: [operatorLevels.other] });
            });
            return { kind: 'like', operand, pattern, escape: mark, caseInsensitive, negated, at };
          },
        },
      ]);
    },
  );

  /** Count an open expression; chevrotain's frames would overflow the stack long after the limit. */
  /** One level deeper; SQL_TOO_DEEP where that is too deep. Whoever calls it takes `depth` back. */
  protected enter(token: IToken): void {
    this.depth++;
    if (this.depth > this.maxDepth && !this.RECORDING_PHASE) {
      throw new SqlError('SQL_TOO_DEEP', `expressions nest deeper than ${this.maxDepth} levels`, {
        position: token.startOffset,
        hint: 'Split the expression or remove parentheses.',
      });
    }
  }

  /** NOT and AT are operators only with the words that belong to them. */
  #isName({ tokenType: type }: IToken): boolean {
    if (type === word.at) return this.LA(2).tokenType !== word.time;
    return type === word.not && !isPredicateWord(this.LA(2));
  }

  #isOperatorWithin(lowest: number, highest: number): boolean {
    const token = this.LA(1);
    const level = this.#isName(token) ? undefined : levelByType[token.tokenTypeIdx];
    return level !== undefined && level >= lowest && level <= highest;
  }
}

function append(chain: Chain, operator: BinaryOperator, right: Expression, at: number): void {
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

function operandCeiling({ tokenType: type }: IToken): number {
  if (type === word.not) {
    return operatorLevels.not;
  }
  return type === Plus || type === Minus ? operatorLevels.sign : unlimited;
}

function suffixCeiling(node: Expression): number {
  switch (node.kind) {
    case 'between':
    case 'like':
      return operatorLevels.predicate - 1;
    case 'binary':
      return operatorLevels.is - 1;
    case 'call':
      return operatorLevels.at;
    default:
      return unlimited;
  }
}

function isPredicateWord({ tokenType: type }: IToken): boolean {
  return type === word.in || type === word.between || type === word.like || type === word.ilike;
}

function operatorOf(token: IToken): BinaryOperator {
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
  for (const type of [word.not, word.in, word.between, word.like, word.ilike]) {
    levels[type.tokenTypeIdx ?? 0] = operatorLevels.predicate;
  }
  levels[word.at.tokenTypeIdx ?? 0] = operatorLevels.at;
  levels[DoubleColon.tokenTypeIdx ?? 0] = operatorLevels.cast;
  return levels;
}
