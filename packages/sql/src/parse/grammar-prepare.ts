import type { IToken } from 'chevrotain';
import type { Deallocate, Execute, ExecuteTarget, Expression, TypeName } from '../ast/ast.ts';
import { MaintenanceGrammar } from './grammar-maintenance.ts';
import { nameOf } from './grammar-name.ts';
import { tokenText } from './lexer.ts';
import {
  Comma,
  Identifier,
  LeftBracket,
  LeftParen,
  PlainName,
  RightBracket,
  RightParen,
  StringToken,
  keyword as word,
} from './tokens.ts';

/** Prepared statements but for PREPARE itself, which has a statement in it. */
export abstract class PrepareGrammar extends MaintenanceGrammar {
  /** `[(type, …)]` */
  protected readonly parameterTypes = this.RULE('parameterTypes', (): TypeName[] => {
    const types: TypeName[] = [];
    this.OPTION(() => {
      this.CONSUME(LeftParen);
      this.AT_LEAST_ONE_SEP({
        SEP: Comma,
        DEF: () => {
          types.push(this.SUBRULE(this.typeName));
        },
      });
      this.CONSUME(RightParen);
    });
    return types;
  });

  /** What follows EXECUTE at `at`: `name [(…)]`, or a text in either kind of quotes `[WITH […]]`. */
  protected readonly executePrepared = this.RULE('executePrepared', (at: number): Execute => {
    const isText = isQuotedText(this.LA(1), this.LA(2));
    const target = this.OR<ExecuteTarget>({
      DEF: [
        { ALT: () => textTarget(this.CONSUME(StringToken)) },
        { GATE: () => isText, ALT: () => textTarget(this.CONSUME(Identifier)) },
        { ALT: () => ({ kind: 'prepared', name: nameOf(this.CONSUME(PlainName)) }) },
      ],
      // What a quoted name stands for, the gate has said.
      IGNORE_AMBIGUITIES: true,
    });
    const list = this.OPTION(() =>
      this.OR1([
        {
          ALT: () => {
            this.CONSUME(LeftParen);
            const values = this.SUBRULE(this.argumentValues);
            this.CONSUME(RightParen);
            return values;
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.with);
            this.CONSUME(LeftBracket);
            const values = this.SUBRULE1(this.argumentValues);
            this.CONSUME(RightBracket);
            return values;
          },
        },
      ]),
    );
    return { kind: 'execute', target, arguments: list ?? [], at };
  });

  protected readonly argumentValues = this.RULE('argumentValues', (): Expression[] => {
    const values: Expression[] = [];
    this.MANY_SEP({
      SEP: Comma,
      DEF: () => {
        values.push(this.SUBRULE(this.expression));
      },
    });
    return values;
  });

  protected readonly deallocate = this.RULE('deallocate', (): Deallocate => {
    const { startOffset: at } = this.CONSUME(word.deallocate);
    this.OPTION({
      // A statement may itself be called so.
      GATE: () => this.LA(2).tokenType === word.all || isName(this.LA(2)),
      DEF: () => this.CONSUME(word.prepare),
    });
    const name = this.OR([
      { ALT: () => this.CONSUME(word.all) && undefined },
      { ALT: () => nameOf(this.CONSUME(PlainName)) },
    ]);
    return { kind: 'deallocate', name, at };
  });
}

/** Whether a token in double quotes is a text: names of statements have no blanks. */
function isQuotedText(token: IToken, { tokenType: next }: IToken): boolean {
  return isQuoted(token) && (next === word.with || hasBlank(token));
}

export function hasBlank({ image }: IToken): boolean {
  return /\s/.test(image);
}

function isQuoted({ image }: IToken): boolean {
  return image.startsWith('"');
}

function isName({ tokenType }: IToken): boolean {
  return tokenType.CATEGORIES?.includes(PlainName) ?? false;
}

/** The text within the quotes, unfolded. */
function textTarget(token: IToken): ExecuteTarget {
  const { image, startOffset: at } = token;
  const text = isQuoted(token) ? image.slice(1, -1).replaceAll('""', '"') : tokenText(token);
  return { kind: 'text', text, at };
}
