import type { IToken, ParserMethod, TokenType } from 'chevrotain';
import type {
  Call,
  Expression,
  FrameBound,
  FrameExclusion,
  FrameMode,
  NamedWindow,
  WindowCall,
  WindowDefinition,
  WindowFrame,
} from '../ast/ast.ts';
import { ExpressionGrammar } from './grammar-expression.ts';
import { nameOf } from './grammar-name.ts';
import { Comma, LeftParen, PlainName, RightParen, keyword as word } from './tokens.ts';

/** OVER, the WINDOW clause, and what they say of a window. */
export abstract class WindowGrammar extends ExpressionGrammar {
  /** `OVER w` or `OVER (…)` after a call. */
  protected readonly overClause: ParserMethod<[call: Call], WindowCall> = this.RULE(
    'overClause',
    (call: Call): WindowCall => {
      this.CONSUME(word.over);
      const over = this.OR<WindowCall['over']>([
        { ALT: () => ({ kind: 'window-name', name: nameOf(this.CONSUME(PlainName)) }) },
        { ALT: () => this.SUBRULE(this.windowDefinition) },
      ]);
      // An action: there is no call while chevrotain records the grammar.
      return this.ACTION(() => ({ kind: 'window-call', call, over, at: call.at }));
    },
  );

  /** `WINDOW w AS (…), …` */
  protected readonly windowClause = this.RULE('windowClause', (): NamedWindow[] => {
    const windows: NamedWindow[] = [];
    this.CONSUME(word.window);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        const name = nameOf(this.CONSUME(PlainName));
        this.CONSUME(word.as);
        windows.push({ name, definition: this.SUBRULE(this.windowDefinition) });
      },
    });
    return windows;
  });

  protected readonly windowDefinition = this.RULE('windowDefinition', (): WindowDefinition => {
    const open = this.CONSUME(LeftParen);
    this.enter(open);
    const base = this.OPTION({
      GATE: () => !isWindowWord(this.LA(1)),
      DEF: () => nameOf(this.CONSUME(PlainName)),
    });
    const partitionBy: Expression[] = [];
    this.OPTION1(() => {
      this.CONSUME(word.partition);
      this.CONSUME(word.by);
      this.AT_LEAST_ONE_SEP({
        SEP: Comma,
        DEF: () => {
          partitionBy.push(this.SUBRULE(this.expression));
        },
      });
    });
    const orderBy = this.OPTION2(() => this.SUBRULE(this.orderClause)) ?? [];
    const frame = this.OPTION3(() => this.SUBRULE(this.frameClause));
    this.CONSUME(RightParen);
    this.depth--;
    return {
      kind: 'window-definition',
      base,
      partitionBy,
      orderBy,
      frame,
      at: open.startOffset,
    };
  });

  protected readonly frameClause = this.RULE('frameClause', (): WindowFrame => {
    const { startOffset: at } = this.LA(1);
    const mode = this.OR([
      { ALT: (): FrameMode => this.CONSUME(word.rows) && 'rows' },
      { ALT: (): FrameMode => this.CONSUME(word.range) && 'range' },
      { ALT: (): FrameMode => this.CONSUME(word.groups) && 'groups' },
    ]);
    const extent = this.OR1({
      DEF: [
        {
          GATE: () => this.LA(1).tokenType === word.between,
          ALT: () => {
            this.CONSUME(word.between);
            const start = this.SUBRULE(this.frameBound);
            this.CONSUME(word.and);
            return { start, end: this.SUBRULE1(this.frameBound) };
          },
        },
        { ALT: () => ({ start: this.SUBRULE2(this.frameBound), end: undefined }) },
      ],
      // BETWEEN may be a name that begins an expression, but is not one here.
      IGNORE_AMBIGUITIES: true,
    });
    const exclusion = this.OPTION(() => this.SUBRULE(this.frameExclusion)) ?? 'no others';
    return { mode, ...extent, exclusion, at };
  });

  protected readonly frameBound = this.RULE('frameBound', (): FrameBound => {
    const { startOffset: at } = this.LA(1);
    return this.OR<FrameBound>({
      DEF: [
        {
          GATE: () => this.#isPair(word.unbounded, word.preceding, word.following),
          ALT: () => {
            this.CONSUME(word.unbounded);
            const side = this.SUBRULE(this.frameSide);
            return { kind: `unbounded-${side}`, at };
          },
        },
        {
          GATE: () => this.#isPair(word.current, word.row, word.row),
          ALT: () => {
            this.CONSUME(word.current);
            this.CONSUME(word.row);
            return { kind: 'current-row', at };
          },
        },
        {
          ALT: () => {
            const offset = this.SUBRULE(this.expression);
            return { kind: this.SUBRULE1(this.frameSide), offset, at };
          },
        },
      ],
      // These words may be names of columns; the gates have looked at the next one.
      IGNORE_AMBIGUITIES: true,
    });
  });

  protected readonly frameSide = this.RULE('frameSide', (): 'preceding' | 'following' =>
    this.OR<'preceding' | 'following'>([
      { ALT: () => this.CONSUME(word.preceding) && 'preceding' },
      { ALT: () => this.CONSUME(word.following) && 'following' },
    ]),
  );

  protected readonly frameExclusion = this.RULE('frameExclusion', (): FrameExclusion => {
    this.CONSUME(word.exclude);
    return this.OR<FrameExclusion>([
      {
        ALT: () => {
          this.CONSUME(word.current);
          this.CONSUME(word.row);
          return 'current row';
        },
      },
      { ALT: () => this.CONSUME(word.group) && 'group' },
      { ALT: () => this.CONSUME(word.ties) && 'ties' },
      {
        ALT: () => {
          this.CONSUME(word.no);
          this.CONSUME(word.others);
          return 'no others';
        },
      },
    ]);
  });

  #isPair(first: TokenType, second: TokenType, otherSecond: TokenType): boolean {
    const next = this.LA(2).tokenType;
    return this.LA(1).tokenType === first && (next === second || next === otherSecond);
  }
}

/** Words that begin a part of a window, where they are no names of windows. */
function isWindowWord({ tokenType: type }: IToken): boolean {
  return (
    type === word.partition || type === word.rows || type === word.range || type === word.groups
  );
}
