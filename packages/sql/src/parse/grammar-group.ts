import { EOF, type ParserMethod, type TokenType } from 'chevrotain';
import type { Expression, GroupItem, GroupSet, Select } from '../ast/ast.ts';
import { FromGrammar } from './grammar-from.ts';
import { Comma, LeftParen, RightParen, Semicolon, keyword as word } from './tokens.ts';

/** GROUP BY: expressions, lists of them, ROLLUP, CUBE and GROUPING SETS. */
export abstract class GroupGrammar extends FromGrammar {
  protected readonly groupClause = this.RULE(
    'groupClause',
    (): Pick<Select, 'groupBy' | 'groupDistinct'> => {
      this.CONSUME(word.group);
      this.CONSUME(word.by);
      const groupDistinct = this.OPTION(() => this.SUBRULE(this.quantifier)) ?? false;
      const groupBy: GroupItem[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: Comma,
        DEF: () => {
          groupBy.push(this.SUBRULE(this.groupItem));
        },
      });
      return { groupBy, groupDistinct };
    },
  );

  /** DISTINCT (true) or ALL. */
  protected readonly quantifier = this.RULE('quantifier', (): boolean =>
    this.OR([
      { ALT: () => this.CONSUME(word.distinct) !== undefined },
      { ALT: () => this.CONSUME(word.all) === undefined },
    ]),
  );

  protected readonly groupItem: ParserMethod<[], GroupItem> = this.RULE(
    'groupItem',
    (): GroupItem =>
      this.OR({
        DEF: [
          { GATE: () => this.#isSets(), ALT: () => this.SUBRULE(this.groupingSets) },
          { GATE: () => this.#isRollup(), ALT: () => this.SUBRULE(this.rollup) },
          { ALT: (): GroupItem => this.SUBRULE(this.groupElement) },
        ],
        // The words are names, too; the gates have looked at what follows.
        IGNORE_AMBIGUITIES: true,
      }),
  );

  /** GROUPING SETS (…): all that GROUP BY may have, further GROUPING SETS included. */
  protected readonly groupingSets = this.RULE('groupingSets', (): GroupSet => {
    const start = this.LA(1);
    this.enter(start);
    const items: GroupItem[] = [];
    const { startOffset: at } = this.CONSUME(word.grouping);
    this.CONSUME(word.sets);
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        items.push(this.SUBRULE(this.groupItem));
      },
    });
    this.CONSUME(RightParen);
    this.depth--;
    return { kind: 'grouping-sets', items, at };
  });

  protected readonly rollup = this.RULE('rollup', (): GroupSet => {
    const items: GroupItem[] = [];
    const { startOffset: at, tokenType } = this.OR([
      { ALT: () => this.CONSUME(word.rollup) },
      { ALT: () => this.CONSUME(word.cube) },
    ]);
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        items.push(this.SUBRULE(this.groupElement));
      },
    });
    this.CONSUME(RightParen);
    return { kind: tokenType === word.cube ? 'cube' : 'rollup', items, at };
  });

  /** An expression, or a list in parentheses. */
  protected readonly groupElement = this.RULE(
    'groupElement',
    (): GroupItem =>
      this.OR({
        DEF: [
          { GATE: () => this.#isList(), ALT: () => this.SUBRULE(this.groupList) },
          { ALT: (): GroupItem => this.SUBRULE(this.expression) },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
  );

  protected readonly groupList = this.RULE('groupList', (): GroupSet => {
    const items: Expression[] = [];
    const { startOffset: at } = this.CONSUME(LeftParen);
    this.MANY_SEP({
      SEP: Comma,
      DEF: () => {
        items.push(this.SUBRULE(this.expression));
      },
    });
    this.CONSUME(RightParen);
    return { kind: 'group-list', items, at };
  });

  #isSets(): boolean {
    return this.#follow(word.grouping, word.sets);
  }

  #isRollup(): boolean {
    return this.#follow(word.rollup, LeftParen) || this.#follow(word.cube, LeftParen);
  }

  #follow(first: TokenType, second: TokenType): boolean {
    return this.LA(1).tokenType === first && this.LA(2).tokenType === second;
  }

  /** `()`, or parentheses with a comma directly in them, which no expression goes on behind. */
  #isList(): boolean {
    const second = this.LA(2).tokenType;
    if (this.LA(1).tokenType !== LeftParen || second === word.select || second === word.with) {
      return false;
    }
    let hasComma = second === RightParen;
    let ahead = 2;
    for (let depth = 1; depth > 0; ahead++) {
      const { tokenType } = this.LA(ahead);
      if (tokenType === EOF) return false;
      if (tokenType === LeftParen) depth++;
      if (tokenType === RightParen) depth--;
      hasComma ||= tokenType === Comma && depth === 1;
    }
    return hasComma && listEnds.has(this.LA(ahead).tokenType);
  }
}

/** What may follow a list. */
const listEnds: ReadonlySet<TokenType> = new Set([
  ...[Comma, RightParen, Semicolon, EOF, word.having, word.order, word.limit, word.offset],
  ...[word.fetch, word.for, word.window, word.union, word.intersect, word.except],
]);
