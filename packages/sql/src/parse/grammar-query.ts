import type { ParserMethod } from 'chevrotain';
import type {
  Expression,
  Query,
  QueryClauses,
  Select,
  SetOperation,
  SetOperator,
  ValuesQuery,
  With,
  WritingQuery,
} from '../ast/ast.ts';
import { noClauses, selectAll, setOperatorLevels } from '../ast/query-clauses.ts';
import { addClauses } from './add-clauses.ts';
import { LockingGrammar } from './grammar-locking.ts';
import { misplacedInto } from './grammar-select.ts';
import { isReading } from './grammar-with.ts';
import { Comma, LeftParen, RightParen, keyword as word } from './tokens.ts';

type RowCount = Pick<QueryClauses, 'limit' | 'withTies' | 'offset'>;

/** Queries: SELECT and VALUES, set operations of them, and the clauses around. */
export abstract class QueryGrammar extends LockingGrammar {
  /** What gives rows: where a query may stand, this rule stands. */
  protected readonly query: ParserMethod<[], Query> = this.RULE('query', (): Query => {
    const common = this.OPTION(() => this.SUBRULE(this.readingWith));
    return this.SUBRULE(this.queryBehindWith, { ARGS: [common] });
  });

  /** A query, also behind a WITH that writes. */
  protected readonly writingQuery = this.RULE('writingQuery', (): Query | WritingQuery => {
    const common = this.OPTION(() => this.SUBRULE(this.withClause));
    const reading = this.ACTION(() => (isReading(common) ? common : undefined));
    const main = this.SUBRULE(this.queryBehindWith, { ARGS: [reading] });
    return this.ACTION(() =>
      isReading(common) ? main : { kind: 'with-writes', with: common, main, at: common.at },
    );
  });

  /** A query without the WITH clause before it, which has been read. */
  protected readonly queryBehindWith: ParserMethod<[common: With | undefined], Query> = this.RULE(
    'queryBehindWith',
    (common: With | undefined): Query => {
      const body = this.SUBRULE(this.queryBody);
      const orderBy = this.OPTION(() => this.SUBRULE(this.orderClause)) ?? [];
      const before = this.SUBRULE(this.lockingClauses);
      const rowCount = this.SUBRULE(this.rowCount);
      const behind = this.SUBRULE1(this.lockingClauses);
      return this.ACTION(() => {
        const locking = [...before, ...behind];
        return addClauses(body, { with: common, orderBy, ...rowCount, locking });
      });
    },
  );

  /** Operands of set operations of level `minimum` and above; of all without it. */
  protected readonly queryBody: ParserMethod<[minimum?: number], Query> = this.RULE(
    'queryBody',
    (minimum?: number): Query => {
      const lowest = minimum ?? 0;
      let left: Query = this.SUBRULE(this.queryPrimary);
      this.MANY({
        GATE: () => this.#setLevel() >= lowest,
        DEF: () => {
          const level = this.#setLevel();
          const operator = this.SUBRULE(this.setOperator);
          const all = this.OPTION(() => !this.SUBRULE(this.quantifier)) ?? false;
          const { into } = this;
          const right = this.SUBRULE1(this.queryBody, { ARGS: [level + 1] });
          if (this.into !== into && this.into) this.refuse(this.into.token, misplacedInto);
          left = this.#setOperation(left, right, { operator, all });
        },
      });
      return left;
    },
  );

  protected readonly setOperator = this.RULE(
    'setOperator',
    (): SetOperator =>
      this.OR([
        { ALT: (): SetOperator => this.CONSUME(word.union) && 'union' },
        { ALT: (): SetOperator => this.CONSUME(word.intersect) && 'intersect' },
        { ALT: (): SetOperator => this.CONSUME(word.except) && 'except' },
      ]),
  );

  protected readonly queryPrimary: ParserMethod<[], Query> = this.RULE(
    'queryPrimary',
    (): Query =>
      this.OR<Query>([
        { ALT: () => this.SUBRULE(this.select) },
        { ALT: () => this.SUBRULE(this.valuesQuery) },
        { ALT: () => this.SUBRULE(this.tableQuery) },
        {
          ALT: () => {
            this.enter(this.CONSUME(LeftParen));
            const inner = this.SUBRULE(this.query);
            this.CONSUME(RightParen);
            this.depth--;
            return inner;
          },
        },
      ]),
  );

  protected readonly valuesQuery = this.RULE('valuesQuery', (): ValuesQuery => {
    const { startOffset: at } = this.CONSUME(word.values);
    const rows: Expression[][] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        rows.push(this.SUBRULE(this.valuesRow));
      },
    });
    return { kind: 'values', rows, ...noClauses, at };
  });

  protected readonly valuesRow = this.RULE('valuesRow', (): Expression[] => {
    const values: Expression[] = [];
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        values.push(this.SUBRULE(this.assignedValue));
      },
    });
    this.CONSUME(RightParen);
    return values;
  });

  /** An expression or DEFAULT, which only INSERT and UPDATE understand. */
  protected readonly assignedValue = this.RULE(
    'assignedValue',
    (): Expression =>
      this.OR([
        { ALT: () => this.SUBRULE(this.expression) },
        { ALT: () => ({ kind: 'default', at: this.CONSUME(word.default).startOffset }) },
      ]),
  );

  /** `TABLE t`, which means SELECT * FROM t. */
  protected readonly tableQuery = this.RULE('tableQuery', (): Select => {
    const { startOffset: at } = this.CONSUME(word.table);
    const { startOffset: tableAt } = this.LA(1);
    const table = this.SUBRULE(this.relation);
    const from = { kind: 'table', table, alias: undefined, columns: [], at: tableAt } as const;
    return selectAll(from, at);
  });

  /** LIMIT or FETCH and OFFSET in either order, each at most once. */
  protected readonly rowCount = this.RULE('rowCount', (): RowCount => {
    let count: RowCount = { limit: undefined, withTies: false, offset: undefined };
    const seen = new Set<boolean>();
    const isOffset = (): boolean => this.LA(1).tokenType === word.offset;
    this.MANY({
      GATE: () => !seen.has(isOffset()),
      DEF: () => {
        seen.add(isOffset());
        this.OR([
          {
            ALT: () => {
              this.CONSUME(word.limit);
              count = { ...count, limit: this.SUBRULE(this.limitCount) };
            },
          },
          {
            ALT: () => {
              count = { ...count, ...this.SUBRULE(this.fetchClause) };
            },
          },
          {
            ALT: () => {
              this.CONSUME(word.offset);
              const offset = this.SUBRULE(this.expression);
              this.OPTION(() => this.SUBRULE(this.rowWord));
              count = { ...count, offset };
            },
          },
        ]);
      },
    });
    return count;
  });

  /** An expression; ALL is none. */
  protected readonly limitCount = this.RULE('limitCount', (): Expression | undefined =>
    this.OR([
      {
        ALT: (): undefined => {
          this.CONSUME(word.all);
        },
      },
      { ALT: () => this.SUBRULE(this.expression) },
    ]),
  );

  /** `FETCH FIRST [n] ROWS ONLY | WITH TIES`; without a number it is one row. */
  protected readonly fetchClause = this.RULE(
    'fetchClause',
    (): Pick<RowCount, 'limit' | 'withTies'> => {
      const { startOffset: at } = this.CONSUME(word.fetch);
      this.OR([{ ALT: () => this.CONSUME(word.first) }, { ALT: () => this.CONSUME(word.next) }]);
      const limit = this.OPTION({
        GATE: () => !this.#isRowWord(),
        DEF: () => this.SUBRULE(this.fetchCount),
      });
      this.SUBRULE(this.rowWord);
      const withTies = this.OR1([
        { ALT: () => this.CONSUME(word.only) === undefined },
        {
          ALT: () => {
            this.CONSUME(word.with);
            return this.CONSUME(word.ties) !== undefined;
          },
        },
      ]);
      return { limit: limit ?? oneRow(at), withTies };
    },
  );

  /** What needs no parentheses before ROWS: literals, parameters, with a sign too. */
  protected readonly fetchCount = this.RULE(
    'fetchCount',
    (): Expression =>
      this.OR([
        { ALT: () => this.SUBRULE(this.primary) },
        { ALT: () => this.SUBRULE(this.signed) },
      ]),
  );

  /** ROW or ROWS. */
  protected readonly rowWord = this.RULE('rowWord', (): void => {
    this.OR([{ ALT: () => this.CONSUME(word.row) }, { ALT: () => this.CONSUME(word.rows) }]);
  });

  /** A set operation adds a level to the tree, as an operator does. */
  #setOperation(
    left: Query,
    right: Query,
    operation: Pick<SetOperation, 'operator' | 'all'>,
  ): SetOperation {
    this.operatorCount++;
    return { kind: 'set-operation', ...operation, left, right, ...noClauses, at: left?.at };
  }

  /** The level of the set operator that comes next; -1 for none. */
  #setLevel(): number {
    const { tokenType } = this.LA(1);
    if (tokenType === word.union) return setOperatorLevels.union;
    if (tokenType === word.except) return setOperatorLevels.except;
    return tokenType === word.intersect ? setOperatorLevels.intersect : -1;
  }

  #isRowWord(): boolean {
    const { tokenType } = this.LA(1);
    return tokenType === word.row || tokenType === word.rows;
  }
}

function oneRow(at: number): Expression {
  return { kind: 'literal', literal: { kind: 'number', digits: '1' }, slot: undefined, at };
}
