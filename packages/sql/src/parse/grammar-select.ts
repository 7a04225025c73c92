import { EOF, type IToken, type ParserMethod, type TokenType } from 'chevrotain';
import type { Expression, Name, OrderItem, Select, SelectItem, TableName } from '../ast/ast.ts';
import { noClauses } from '../ast/query-clauses.ts';
import { GroupGrammar } from './grammar-group.ts';
import { nameOf } from './grammar-name.ts';
import {
  BareAlias,
  Comma,
  Dot,
  Label,
  RightParen,
  Semicolon,
  Star,
  keyword as word,
} from './tokens.ts';

/** What follows SELECT where it has no list; all words reserved. */
const endsSelectList: ReadonlySet<TokenType> = new Set([
  ...[EOF, Semicolon, RightParen],
  ...[word.into, word.from, word.where, word.group, word.having, word.window],
  ...[word.union, word.intersect, word.except],
  ...[word.order, word.limit, word.offset, word.fetch],
]);

/** The error of INTO where it is not about the whole statement. */
export const misplacedInto = 'INTO is allowed only in the first SELECT of a statement';

const noGroups = { groupBy: [], groupDistinct: false };
type DistinctClause = Pick<Select, 'distinct' | 'distinctOn'>;

const allRows: DistinctClause = { distinct: false, distinctOn: [] };

/** SELECT: one rule per clause. */
export abstract class SelectGrammar extends GroupGrammar {
  /** Where the statement's SELECT puts its rows. */
  protected into: { readonly table: TableName; readonly token: IToken } | undefined;

  /** A SELECT up to the clauses that any query may have. */
  protected readonly select: ParserMethod<[], Select> = this.RULE('select', (): Select => {
    const { startOffset: at } = this.CONSUME(word.select);
    const distinct = this.OPTION(() => this.SUBRULE(this.distinctClause)) ?? allRows;
    const items = this.OPTION5({
      // As in PostgreSQL there may be none, but for DISTINCT.
      GATE: () => distinct.distinct || !endsSelectList.has(this.LA(1).tokenType),
      DEF: () => this.SUBRULE(this.selectItems),
    });
    this.OPTION7(() => this.SUBRULE(this.intoClause));
    const from = this.OPTION1(() => this.SUBRULE(this.fromClause));
    const where = this.OPTION2(() => this.SUBRULE(this.whereClause));
    const grouping = this.OPTION3(() => this.SUBRULE(this.groupClause)) ?? noGroups;
    const having = this.OPTION4(() => {
      this.CONSUME(word.having);
      return this.SUBRULE(this.expression);
    });
    const windows = this.OPTION6(() => this.SUBRULE(this.windowClause)) ?? [];
    return {
      kind: 'select',
      ...distinct,
      items: items ?? [],
      from,
      where,
      ...grouping,
      having,
      windows,
      ...noClauses,
      at,
    };
  });

  /** `INTO [TABLE] name`, which is about the whole statement. */
  protected readonly intoClause = this.RULE('intoClause', (): void => {
    const token = this.CONSUME(word.into);
    this.OPTION(() => this.CONSUME(word.table));
    const table = this.SUBRULE(this.tableName);
    if (this.depth > 0 || this.into !== undefined) this.refuse(token, misplacedInto);
    this.ACTION(() => {
      this.into = { table, token };
    });
  });

  /** DISTINCT, DISTINCT ON (…) or ALL. */
  protected readonly distinctClause = this.RULE('distinctClause', (): DistinctClause => {
    const distinct = this.SUBRULE(this.quantifier);
    const distinctOn = this.OPTION({
      GATE: () => distinct,
      DEF: () => {
        this.CONSUME(word.on);
        return this.SUBRULE(this.expressionList);
      },
    });
    return { distinct, distinctOn: distinctOn ?? [] };
  });

  protected readonly selectItems = this.RULE('selectItems', (): SelectItem[] => {
    const items: SelectItem[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        items.push(this.SUBRULE(this.selectItem));
      },
    });
    return items;
  });

  protected readonly selectItem = this.RULE(
    'selectItem',
    (): SelectItem =>
      this.OR({
        DEF: [
          {
            GATE: () => this.#isStar(),
            ALT: (): SelectItem => ({ expression: this.SUBRULE(this.star), alias: undefined }),
          },
          {
            ALT: (): SelectItem => {
              const expression = this.SUBRULE(this.expression);
              return { expression, alias: this.SUBRULE(this.columnAlias) };
            },
          },
        ],
        // `t.` may begin either; the gate has looked far enough.
        IGNORE_AMBIGUITIES: true,
      }),
  );

  /** `*`, `t.*` or `ns.t.*` */
  protected readonly star = this.RULE('star', (): Expression => {
    const table: Name[] = [];
    const { startOffset: at } = this.LA(1);
    this.MANY(() => {
      table.push(nameOf(this.CONSUME(Label)));
      this.CONSUME(Dot);
    });
    this.CONSUME(Star);
    return { kind: 'star', table, at };
  });

  /** `[AS] name` after an expression; without AS not every word. */
  protected readonly columnAlias = this.RULE('columnAlias', (): Name | undefined => {
    const token = this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(word.as);
            return this.CONSUME(Label);
          },
        },
        { ALT: () => this.CONSUME(BareAlias) },
      ]),
    );
    return optionalName(token);
  });

  protected readonly whereClause = this.RULE('whereClause', (): Expression => {
    this.CONSUME(word.where);
    return this.SUBRULE(this.expression);
  });

  protected readonly orderClause: ParserMethod<[], OrderItem[]> = this.RULE(
    'orderClause',
    (): OrderItem[] => {
      const items: OrderItem[] = [];
      this.CONSUME(word.order);
      this.CONSUME(word.by);
      this.AT_LEAST_ONE_SEP({
        SEP: Comma,
        DEF: () => {
          items.push(this.SUBRULE(this.orderItem));
        },
      });
      return items;
    },
  );

  protected readonly orderItem = this.RULE('orderItem', (): OrderItem => {
    const expression = this.SUBRULE(this.expression);
    const direction = this.OPTION(() =>
      this.OR([{ ALT: () => this.CONSUME(word.asc) }, { ALT: () => this.CONSUME(word.desc) }]),
    );
    const nulls = this.OPTION1((): 'first' | 'last' => {
      this.CONSUME(word.nulls);
      return this.OR1([
        { ALT: () => this.CONSUME(word.first) && 'first' },
        { ALT: () => this.CONSUME(word.last) && 'last' },
      ]);
    });
    return { expression, descending: direction?.tokenType === word.desc, nulls };
  });

  #isStar(): boolean {
    let ahead = 1;
    while (this.LA(ahead + 1).tokenType === Dot && ahead < 5) {
      ahead += 2;
    }
    return this.LA(ahead).tokenType === Star;
  }
}

function optionalName(token: IToken | undefined): Name | undefined {
  return token === undefined ? undefined : nameOf(token);
}
