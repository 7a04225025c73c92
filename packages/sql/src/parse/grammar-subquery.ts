import type { IToken, ParserMethod } from 'chevrotain';
import type { Expression, Quantified, QuantifiedArray, Query } from '../ast/ast.ts';
import { KeywordArgumentGrammar } from './grammar-keyword-arguments.ts';
import { isQueryAhead } from './query-ahead.ts';
import { Comma, LeftParen, RightParen, keyword as word } from './tokens.ts';

/** What follows an operator in `a = ANY (query)` and `a = ANY (array)`. */
export type QuantifiedSide = Pick<Quantified, 'quantifier'> &
  (Pick<Quantified, 'kind' | 'query'> | Pick<QuantifiedArray, 'kind' | 'array'>);

/** Queries and rows where expressions stand. */
export abstract class SubqueryGrammar extends KeywordArgumentGrammar {
  /**
   * How many expressions are open within each other. What has a list in it counts twice, because
   * reading it takes twice the stack, and a query three times.
   */
  protected depth = 0;

  protected abstract readonly query: ParserMethod<[], Query>;

  /** `(query)` */
  protected readonly nestedQuery = this.RULE('nestedQuery', (): Query => {
    this.depth += 2;
    this.CONSUME(LeftParen);
    const query = this.SUBRULE(this.query);
    this.CONSUME(RightParen);
    this.depth -= 2;
    return query;
  });

  /** `(a)`, `(a, b)` or `(query)` */
  protected readonly parenthesized = this.RULE(
    'parenthesized',
    (): Expression =>
      this.OR({
        DEF: [
          {
            GATE: () => this.isNestedQuery(1),
            ALT: (): Expression => {
              const { startOffset: at } = this.LA(1);
              return { kind: 'subquery', query: this.SUBRULE(this.nestedQuery), at };
            },
          },
          { ALT: () => this.SUBRULE(this.row) },
        ],
        // A parenthesis begins both; the gate has looked behind it.
        IGNORE_AMBIGUITIES: true,
      }),
  );

  /** One expression in parentheses is that expression. */
  protected readonly row = this.RULE('row', (): Expression => {
    const { startOffset: at } = this.CONSUME(LeftParen);
    const items: Expression[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        items.push(this.SUBRULE(this.expression));
      },
    });
    this.CONSUME(RightParen);
    return items.length === 1 ? items[0] : { kind: 'row', items, at };
  });

  /** `ANY | SOME | ALL (query)` or `(array)` */
  protected readonly quantifiedSide = this.RULE('quantifiedSide', (): QuantifiedSide => {
    const quantifier = this.OR([
      { ALT: () => this.CONSUME(word.any) && 'any' },
      { ALT: () => this.CONSUME(word.some) && 'any' },
      { ALT: () => this.CONSUME(word.all) && 'all' },
    ]) as Quantified['quantifier'];
    return this.OR1<QuantifiedSide>({
      DEF: [
        {
          GATE: () => this.isNestedQuery(1),
          ALT: () => ({ kind: 'quantified', quantifier, query: this.SUBRULE(this.nestedQuery) }),
        },
        {
          ALT: () => {
            this.CONSUME(LeftParen);
            const array = this.SUBRULE(this.expression);
            this.CONSUME(RightParen);
            return { kind: 'quantified-array', quantifier, array };
          },
        },
      ],
      // A parenthesis begins both; the gate has looked behind it.
      IGNORE_AMBIGUITIES: true,
    });
  });

  /** Whether the token `ahead` (1 is the next) opens the parentheses around a query. */
  protected isNestedQuery(ahead: number): boolean {
    if (this.LA(ahead).tokenType !== LeftParen) return false;
    return isQueryAhead((at) => this.LA(at), ahead + 1);
  }

  /** Whether what follows is ANY, SOME or ALL of something. */
  protected isQuantified(): boolean {
    return isQuantifier(this.LA(1)) && this.LA(2).tokenType === LeftParen;
  }
}

function isQuantifier({ tokenType: type }: IToken): boolean {
  return type === word.any || type === word.some || type === word.all;
}
