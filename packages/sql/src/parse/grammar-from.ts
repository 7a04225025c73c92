import { type ParserMethod, tokenMatcher } from 'chevrotain';
import type { Call, FromItem, FromJoin, JoinKind, Name, RecordColumnNode } from '../ast/ast.ts';
import { selectAll } from '../ast/query-clauses.ts';
import { nameOf } from './grammar-name.ts';
import { WindowGrammar } from './grammar-window.ts';
import {
  Comma,
  FunctionName,
  KeywordFunction,
  LeftParen,
  PlainName,
  RightParen,
  keyword as word,
} from './tokens.ts';

/** What a table of FROM is called. */
interface Alias {
  readonly alias: Name | undefined;
  readonly columns: readonly Name[];
}

interface RecordAlias extends Alias {
  readonly definitions: readonly RecordColumnNode[];
}

/** FROM: tables, derived tables, functions and joins of them. */
export abstract class FromGrammar extends WindowGrammar {
  protected readonly fromClause = this.RULE('fromClause', (): FromItem => {
    this.CONSUME(word.from);
    return this.SUBRULE(this.fromList);
  });

  /** Tables and joins, separated by commas. */
  protected readonly fromList = this.RULE('fromList', (): FromItem => {
    let from = this.SUBRULE(this.fromItem);
    this.MANY(() => {
      this.CONSUME(Comma);
      const right = this.SUBRULE1(this.fromItem);
      from = this.#join('inner', from, right, { kind: 'none' });
    });
    return from;
  });

  protected readonly fromItem: ParserMethod<[], FromItem> = this.RULE('fromItem', (): FromItem => {
    this.enter(this.LA(1));
    let item = this.SUBRULE(this.fromPrimary);
    this.MANY(() => {
      item = this.SUBRULE(this.joinTail, { ARGS: [item] });
    });
    this.depth--;
    return item;
  });

  protected readonly fromPrimary: ParserMethod<[], FromItem> = this.RULE(
    'fromPrimary',
    (): FromItem =>
      this.OR({
        DEF: [
          {
            GATE: () => this.#isFunctionAhead(),
            ALT: () => this.SUBRULE(this.functionTable),
          },
          {
            GATE: () => this.LA(1).tokenType === word.lateral || this.isQueryAhead(2),
            ALT: () => this.SUBRULE(this.derivedTable),
          },
          { ALT: () => this.SUBRULE(this.enclosedItem) },
          { ALT: () => this.SUBRULE(this.fromTable) },
        ],
        // A name or a parenthesis begins several; the gates have looked behind it.
        IGNORE_AMBIGUITIES: true,
      }),
  );

  /** `(a JOIN b …) [AS alias (x, y)]`: under an alias it is what a query of all its columns is. */
  protected readonly enclosedItem = this.RULE('enclosedItem', (): FromItem => {
    const { startOffset: at } = this.CONSUME(LeftParen);
    const inner = this.SUBRULE(this.fromItem);
    this.CONSUME(RightParen);
    const called = this.OPTION({
      GATE: () => inner.kind === 'join',
      DEF: () => this.SUBRULE(this.tableAlias),
    });
    if (called?.alias === undefined) return inner;
    return { kind: 'derived', lateral: true, query: selectAll(inner, at), ...called, at };
  });

  protected readonly derivedTable = this.RULE('derivedTable', (): FromItem => {
    const { startOffset: at } = this.LA(1);
    const lateral = this.OPTION(() => this.CONSUME(word.lateral)) !== undefined;
    this.CONSUME(LeftParen);
    const query = this.SUBRULE(this.query);
    this.CONSUME(RightParen);
    return { kind: 'derived', lateral, query, ...this.SUBRULE(this.tableAlias), at };
  });

  /** `[LATERAL] f(…) [WITH ORDINALITY]` or `ROWS FROM (f(…), …)` */
  protected readonly functionTable = this.RULE('functionTable', (): FromItem => {
    const { startOffset: at } = this.LA(1);
    const lateral = this.OPTION(() => this.CONSUME(word.lateral)) !== undefined;
    const calls = this.OR({
      DEF: [
        {
          GATE: () => this.LA(2).tokenType === word.from,
          ALT: () => this.SUBRULE(this.rowsFrom),
        },
        { ALT: () => [this.SUBRULE(this.tableCall)] },
      ],
      // ROWS is a name too.
      IGNORE_AMBIGUITIES: true,
    });
    const ordinality = this.OPTION1(() => {
      this.CONSUME(word.with);
      return this.CONSUME(word.ordinality);
    });
    const called = this.OR1({
      DEF: [
        { GATE: () => this.#isRecordAlias(), ALT: () => this.SUBRULE(this.recordAlias) },
        { ALT: () => ({ ...this.SUBRULE(this.tableAlias), definitions: [] }) },
      ],
      // Both begin alike; the gate has looked for a type.
      IGNORE_AMBIGUITIES: true,
    });
    return {
      kind: 'function',
      lateral,
      calls,
      ordinality: ordinality !== undefined,
      ...called,
      at,
    };
  });

  /** `[AS] [t] (a type, …)`: the columns of the records that a function gives. */
  protected readonly recordAlias = this.RULE('recordAlias', (): RecordAlias => {
    const definitions: RecordColumnNode[] = [];
    this.OPTION(() => this.CONSUME(word.as));
    const alias = this.OPTION1(() => nameOf(this.CONSUME(PlainName)));
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        const name = nameOf(this.CONSUME1(PlainName));
        definitions.push({ name, type: this.SUBRULE(this.typeName) });
      },
    });
    this.CONSUME(RightParen);
    return { alias, columns: [], definitions };
  });

  protected readonly rowsFrom = this.RULE('rowsFrom', (): Call[] => {
    const calls: Call[] = [];
    this.CONSUME(word.rows);
    this.CONSUME(word.from);
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        calls.push(this.SUBRULE(this.tableCall));
      },
    });
    this.CONSUME(RightParen);
    return calls;
  });

  protected readonly tableCall = this.RULE(
    'tableCall',
    (): Call =>
      this.OR([
        { ALT: () => this.SUBRULE(this.keywordCall) },
        {
          ALT: () => {
            const name = this.CONSUME(FunctionName);
            return this.SUBRULE(this.callTail, { ARGS: [name] });
          },
        },
      ]),
  );

  protected readonly fromTable = this.RULE('fromTable', (): FromItem => {
    const { startOffset: at } = this.LA(1);
    const table = this.SUBRULE(this.relation);
    return { kind: 'table', table, ...this.SUBRULE(this.tableAlias), at };
  });

  /** `[AS] t (a, b)`; OPTIONS ( … ) of SUBSCRIBE TO is never an alias. */
  protected readonly tableAlias = this.RULE('tableAlias', (): Alias => {
    const alias = this.OPTION({
      GATE: () => !this.#isOptions(),
      DEF: () => {
        this.OPTION1(() => this.CONSUME(word.as));
        return nameOf(this.CONSUME(PlainName));
      },
    });
    const columns = this.OPTION2({
      GATE: () => alias !== undefined,
      DEF: () => this.SUBRULE(this.nameList),
    });
    return { alias, columns: columns ?? [] };
  });

  /** A join of `left` with what follows. */
  protected readonly joinTail: ParserMethod<[left: FromItem], FromJoin> = this.RULE(
    'joinTail',
    (left: FromItem): FromJoin =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(word.cross);
            this.CONSUME(word.join);
            const right = this.SUBRULE(this.fromPrimary);
            return this.#join('inner', left, right, { kind: 'none' });
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.natural);
            const kind = this.SUBRULE(this.joinKind);
            const right = this.SUBRULE1(this.fromPrimary);
            return this.#join(kind, left, right, { kind: 'natural' });
          },
        },
        {
          ALT: () => {
            const kind = this.SUBRULE1(this.joinKind);
            const right = this.SUBRULE(this.joinOperand);
            return this.#join(kind, left, right, this.SUBRULE(this.joinCondition));
          },
        },
      ]),
  );

  /** `[INNER | LEFT | RIGHT | FULL [OUTER]] JOIN` */
  protected readonly joinKind = this.RULE('joinKind', (): JoinKind => {
    const kind = this.OPTION(() =>
      this.OR([
        { ALT: (): JoinKind => this.CONSUME(word.inner) && 'inner' },
        { ALT: () => this.SUBRULE(this.outerKind) },
      ]),
    );
    this.CONSUME(word.join);
    return kind ?? 'inner';
  });

  protected readonly outerKind = this.RULE('outerKind', (): JoinKind => {
    const kind = this.OR([
      { ALT: (): JoinKind => this.CONSUME(word.left) && 'left' },
      { ALT: (): JoinKind => this.CONSUME(word.right) && 'right' },
      { ALT: (): JoinKind => this.CONSUME(word.full) && 'full' },
    ]);
    this.OPTION(() => this.CONSUME(word.outer));
    return kind;
  });

  /** As PostgreSQL, `a JOIN b JOIN c ON … ON …` joins b and c first. */
  protected readonly joinOperand = this.RULE('joinOperand', (): FromItem => {
    this.enter(this.LA(1));
    let item = this.SUBRULE(this.fromPrimary);
    this.MANY(() => {
      item = this.SUBRULE(this.joinTail, { ARGS: [item] });
    });
    this.depth--;
    return item;
  });

  protected readonly joinCondition = this.RULE('joinCondition', (): FromJoin['condition'] =>
    this.OR<FromJoin['condition']>([
      {
        ALT: () => {
          this.CONSUME(word.on);
          return { kind: 'on', predicate: this.SUBRULE(this.expression) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(word.using);
          const columns = this.SUBRULE(this.nameList);
          const alias = this.OPTION(() => this.SUBRULE(this.aliasBehindAs));
          return { kind: 'using', columns, alias };
        },
      },
    ]),
  );

  /** A join adds a level to the tree, as an operator does. */
  #join(
    joinKind: JoinKind,
    left: FromItem,
    right: FromItem,
    condition: FromJoin['condition'],
  ): FromJoin {
    this.operatorCount++;
    return { kind: 'join', joinKind, left, right, condition, at: left?.at };
  }

  #isFunctionAhead(): boolean {
    const start = this.LA(1).tokenType === word.lateral ? 2 : 1;
    const first = this.LA(start);
    const { tokenType: second } = this.LA(start + 1);
    if (tokenMatcher(first, KeywordFunction)) return true;
    if (first.tokenType === word.rows && second === word.from) return true;
    return tokenMatcher(first, FunctionName) && second === LeftParen;
  }

  /** Whether a list of columns with types follows, behind a name or AS. */
  #isRecordAlias(): boolean {
    let at = this.LA(1).tokenType === word.as ? 2 : 1;
    if (tokenMatcher(this.LA(at), PlainName)) at++;
    const isList = at > 1 && this.LA(at).tokenType === LeftParen;
    return isList && [at + 1, at + 2].every((place) => tokenMatcher(this.LA(place), PlainName));
  }

  #isOptions(): boolean {
    return this.LA(1).tokenType === word.options && this.LA(2).tokenType === LeftParen;
  }
}
