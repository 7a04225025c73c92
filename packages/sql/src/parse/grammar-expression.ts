import type { IToken, ParserMethod } from 'chevrotain';
import type { Expression, Like, UnaryOperator } from '../ast/ast.ts';
import { balance } from '../ast/balance.ts';
import { operatorLevels } from '../ast/operator-level.ts';
import { SqlError } from '../error.ts';
import { nameOf } from './grammar-name.ts';
import { callOf, PrimaryGrammar } from './grammar-primary.ts';
import { tokenText } from './lexer.ts';
import { append, type Chain, patternOperator, quantify, suffixCeiling } from './operator-chain.ts';
import { isPredicateWord, levelByType, operandCeiling } from './operator-tokens.ts';
import {
  BinaryOperatorToken,
  Dot,
  DoubleColon,
  Label,
  NormalForm,
  PrefixOperator,
  Sign,
  keyword as word,
} from './tokens.ts';

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
        { ALT: () => this.SUBRULE(this.prefixed) },
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
                this.OR2([
                  {
                    GATE: () => this.isQuantified(),
                    ALT: () => {
                      const right = this.SUBRULE(this.quantifiedSide);
                      this.ACTION(() => quantify(chain, token, right));
                    },
                  },
                  {
                    ALT: () => {
                      const level = (levelByType[token.tokenTypeIdx] ?? 0) + 1;
                      const right = this.SUBRULE1(this.expression, { ARGS: [level] });
                      append(chain, token, right, start.startOffset);
                    },
                  },
                ]);
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

  /** `~ a`, `@ a`, `|/ a`, `||/ a` */
  protected readonly prefixed = this.RULE('prefixed', (): Expression => {
    const token = this.CONSUME(PrefixOperator);
    const operand = this.SUBRULE(this.expression, { ARGS: [operatorLevels.other + 1] });
    const operator = tokenText(token) as UnaryOperator;
    return { kind: 'unary', operator, operand, at: token.startOffset };
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
        {
          ALT: (): Expression => {
            this.CONSUME(word.collate);
            const collation = [nameOf(this.CONSUME(Label))];
            this.OPTION(() => {
              this.CONSUME(Dot);
              collation.push(nameOf(this.CONSUME1(Label)));
            });
            return { kind: 'collate', operand, collation, at };
          },
        },
        { ALT: () => this.SUBRULE(this.subscript, { ARGS: [operand] }) },
        { ALT: () => this.SUBRULE(this.isPredicate, { ARGS: [operand, at] }) },
        { ALT: () => this.SUBRULE(this.predicate, { ARGS: [operand, at] }) },
      ]),
  );

  /** IS [NOT] NULL | TRUE | FALSE | UNKNOWN | DISTINCT FROM b | [form] NORMALIZED */
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
        {
          ALT: (): Expression => {
            const form = this.OPTION1(() => this.CONSUME(NormalForm));
            this.CONSUME(word.normalized);
            const test = callOf('is_normalized', [operand, ...formOf(form)], is);
            return negated ? { kind: 'unary', operator: 'not', operand: test, at } : test;
          },
        },
      ]);
    },
  );

  /** [NOT] BETWEEN | IN | LIKE | ILIKE | SIMILAR TO … */
  protected readonly predicate = this.RULE(
    'predicate',
    (operand: Expression, at: number): Expression => {
      const negated = this.OPTION(() => this.CONSUME(word.not)) !== undefined;
      return this.OR([
        {
          ALT: (): Expression => {
            this.CONSUME(word.between);
            const symmetric = this.SUBRULE(this.symmetry);
            const lower = this.SUBRULE(this.expression, { ARGS: [operatorLevels.other] });
            this.CONSUME(word.and);
            const upper = this.SUBRULE1(this.expression, { ARGS: [operatorLevels.other] });
            return { kind: 'between', operand, lower, upper, symmetric, negated, at };
          },
        },
        {
          ALT: (): Expression => {
            this.CONSUME(word.in);
            return this.OR2({
              DEF: [
                {
                  GATE: () => this.isNestedQuery(1),
                  ALT: (): Expression => {
                    const query = this.SUBRULE(this.nestedQuery);
                    return { kind: 'in-query', operand, query, negated, at };
                  },
                },
                {
                  ALT: () => {
                    const list = this.SUBRULE(this.expressionList);
                    return this.ACTION(() => inList(operand, list, negated, at));
                  },
                },
              ],
              // A parenthesis begins both; the gate has looked behind it.
              IGNORE_AMBIGUITIES: true,
            });
          },
        },
        {
          ALT: (): Expression => {
            const verb = this.OR1<Like['verb']>([
              { ALT: () => this.CONSUME(word.like) && 'like' },
              { ALT: () => this.CONSUME(word.ilike) && 'ilike' },
              { ALT: () => this.CONSUME(word.similar) && this.CONSUME(word.to) && 'similar to' },
            ]);
            return this.OR3<Expression>([
              {
                GATE: () => verb !== 'similar to' && this.isQuantified(),
                ALT: () => {
                  const right = this.SUBRULE(this.quantifiedSide);
                  return { operator: patternOperator(verb, negated), operand, ...right, at };
                },
              },
              {
                ALT: () => {
                  const pattern = this.SUBRULE2(this.expression, { ARGS: [operatorLevels.other] });
                  const mark = this.OPTION1(() => {
                    this.CONSUME(word.escape);
                    return this.SUBRULE3(this.expression, { ARGS: [operatorLevels.other] });
                  });
                  return { kind: 'like', operand, pattern, escape: mark, verb, negated, at };
                },
              },
            ]);
          },
        },
      ]);
    },
  );

  /** `[ASYMMETRIC | SYMMETRIC]` */
  protected readonly symmetry = this.RULE('symmetry', (): boolean => {
    const isSymmetric = this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(word.asymmetric) === undefined },
        { ALT: () => this.CONSUME(word.symmetric) !== undefined },
      ]),
    );
    return isSymmetric ?? false;
  });

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

/** `IN ((query))` looks for the operand among the rows too, as with any number of parentheses. */
function inList(
  operand: Expression,
  list: readonly Expression[],
  negated: boolean,
  at: number,
): Expression {
  const [first] = list;
  if (list.length === 1 && first.kind === 'subquery') {
    return { kind: 'in-query', operand, query: first.query, negated, at };
  }
  return { kind: 'in-list', operand, list, negated, at };
}

function formOf(form: IToken | undefined): Expression[] {
  if (form === undefined) return [];
  const literal = { kind: 'string', text: tokenText(form) } as const;
  return [{ kind: 'literal', literal, slot: undefined, at: form.startOffset }];
}
