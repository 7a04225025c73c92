import type { IToken, ParserMethod } from 'chevrotain';
import type { ArrayConstructor, ArrayQuery, Expression } from '../ast/ast.ts';
import { SubqueryGrammar } from './grammar-subquery.ts';
import { Colon, Comma, LeftBracket, RightBracket, keyword as word } from './tokens.ts';

/** ARRAY[…] and ARRAY(…), and the subscripts and slices behind an array. */
export abstract class ArrayGrammar extends SubqueryGrammar {
  /** One level deeper; SQL_TOO_DEEP where that is too deep. Whoever calls it takes `depth` back. */
  protected abstract enter(token: IToken): void;

  protected readonly arrayConstructor = this.RULE(
    'arrayConstructor',
    (): ArrayConstructor | ArrayQuery => {
      const { startOffset: at } = this.CONSUME(word.array);
      return this.OR<ArrayConstructor | ArrayQuery>([
        { ALT: () => ({ kind: 'array-query', query: this.SUBRULE(this.nestedQuery), at }) },
        { ALT: () => ({ ...this.SUBRULE(this.arrayElements), at }) },
      ]);
    },
  );

  /** `[a, [b, c], …]` */
  protected readonly arrayElements: ParserMethod<[], ArrayConstructor> = this.RULE(
    'arrayElements',
    (): ArrayConstructor => {
      const elements: Expression[] = [];
      const open = this.CONSUME(LeftBracket);
      this.enter(open);
      this.depth++;
      this.MANY_SEP({
        SEP: Comma,
        DEF: () => {
          const element = this.OR<Expression>([
            { ALT: () => this.SUBRULE(this.arrayElements) },
            { ALT: () => this.SUBRULE(this.expression) },
          ]);
          elements.push(element);
        },
      });
      this.CONSUME(RightBracket);
      this.depth -= 2;
      return { kind: 'array', elements, at: open.startOffset };
    },
  );

  /** `[index]` or `[lower:upper]` behind an operand. */
  protected readonly subscript = this.RULE('subscript', (operand: Expression): Expression => {
    const { startOffset: at } = this.CONSUME(LeftBracket);
    const first = this.OPTION(() => this.SUBRULE(this.expression));
    const slice = this.OPTION1({
      GATE: () => first === undefined || this.LA(1).tokenType === Colon,
      DEF: () => {
        this.CONSUME(Colon);
        return { upper: this.OPTION2(() => this.SUBRULE1(this.expression)) };
      },
    });
    this.CONSUME(RightBracket);
    return slice === undefined && first !== undefined
      ? { kind: 'subscript', operand, index: first, at }
      : { kind: 'slice', operand, lower: first, upper: slice?.upper, at };
  });
}
