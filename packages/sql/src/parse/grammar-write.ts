import type {
  Assignment,
  ConflictTarget,
  ConflictUpdate,
  Delete,
  FromItem,
  Insert,
  Name,
  OnConflict,
  Overriding,
  Query,
  SelectItem,
  Truncate,
  Update,
  With,
} from '../ast/ast.ts';
import { hasClauses } from '../ast/query-clauses.ts';
import { nameOf } from './grammar-name.ts';
import { QueryGrammar } from './grammar-query.ts';
import { Comma, Equal, LeftParen, PlainName, RightParen, keyword as word } from './tokens.ts';

type Source = Pick<Insert, 'rows' | 'query'>;

const unequalLists = 'number of columns does not match number of values';

/** INSERT, UPDATE, DELETE. */
export abstract class WriteGrammar extends QueryGrammar {
  protected readonly insert = this.RULE('insert', (common: With | undefined): Insert => {
    const { startOffset: at } = this.CONSUME(word.insert);
    this.CONSUME(word.into);
    const table = this.SUBRULE(this.tableName);
    const alias = this.OPTION1(() => this.SUBRULE(this.aliasBehindAs));
    const columns = this.OPTION({
      GATE: () => !this.isQueryAhead(1),
      DEF: () => this.SUBRULE(this.nameList),
    });
    const overriding = this.SUBRULE(this.overridingClause);
    const source = this.OR([
      { ALT: () => this.SUBRULE(this.defaultValues) },
      {
        ALT: () => {
          const query = this.SUBRULE(this.query);
          return this.ACTION(() => sourceOf(query));
        },
      },
    ]);
    const onConflict = this.SUBRULE(this.conflictClause);
    const returning = this.SUBRULE(this.returningClause);
    const target = { with: common, table, alias, columns: columns ?? [] };
    return { kind: 'insert', ...target, ...source, overriding, onConflict, returning, at };
  });

  /** `[OVERRIDING {SYSTEM | USER} VALUE]` */
  protected readonly overridingClause = this.RULE('overridingClause', (): Overriding | undefined =>
    this.OPTION(() => {
      this.CONSUME(word.overriding);
      const whose = this.OR<Overriding>([
        { ALT: () => this.CONSUME(word.system) && 'system' },
        { ALT: () => this.CONSUME(word.user) && 'user' },
      ]);
      this.CONSUME(word.value);
      return whose;
    }),
  );

  protected readonly defaultValues = this.RULE('defaultValues', (): Source => {
    this.CONSUME(word.default);
    this.CONSUME(word.values);
    return { rows: [[]], query: undefined };
  });

  protected readonly update = this.RULE('update', (common: With | undefined): Update => {
    const { startOffset: at } = this.CONSUME(word.update);
    const table = this.SUBRULE(this.relation);
    const alias = this.SUBRULE(this.targetAlias);
    const assignments = this.SUBRULE(this.setClause);
    const from = this.OPTION1(() => this.SUBRULE(this.fromClause));
    const where = this.OPTION(() => this.SUBRULE(this.whereClause));
    const returning = this.SUBRULE(this.returningClause);
    const target = { with: common, table, alias };
    return { kind: 'update', ...target, assignments, from, where, returning, at };
  });

  /** `SET assignment, …` */
  protected readonly setClause = this.RULE('setClause', (): readonly Assignment[] => {
    const assignments: Assignment[] = [];
    this.CONSUME(word.set);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        const group = this.SUBRULE(this.assignment);
        this.ACTION(() => assignments.push(...group));
      },
    });
    return assignments;
  });

  protected readonly assignment = this.RULE('assignment', (): readonly Assignment[] =>
    this.OR([
      {
        ALT: () => {
          const column = nameOf(this.CONSUME(PlainName));
          this.CONSUME(Equal);
          return [{ column, value: this.SUBRULE(this.assignedValue) }];
        },
      },
      { ALT: () => this.SUBRULE(this.listAssignment) },
    ]),
  );

  /** `(a, b) = (query)` or `(a, b) = [ROW] (x, y)`, which is a = x, b = y. */
  protected readonly listAssignment = this.RULE('listAssignment', (): readonly Assignment[] => {
    const token = this.LA(1);
    const columns = this.SUBRULE(this.nameList);
    this.CONSUME(Equal);
    return this.OR([
      {
        GATE: () => this.isQueryAhead(2),
        ALT: () => {
          this.enter(this.CONSUME(LeftParen));
          const query = this.SUBRULE(this.query);
          this.CONSUME(RightParen);
          this.depth--;
          return [{ columns, query, at: token.startOffset }];
        },
      },
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(word.row));
          const values = this.SUBRULE(this.valuesRow);
          if (values.length !== columns.length) this.refuse(token, unequalLists);
          return this.ACTION(() =>
            columns.map((column, index) => ({ column, value: values[index] })),
          );
        },
      },
    ]);
  });

  /** `[ON CONFLICT [target] DO NOTHING | DO UPDATE SET … [WHERE …]]` */
  protected readonly conflictClause = this.RULE('conflictClause', (): OnConflict | undefined =>
    this.OPTION(() => {
      const { startOffset: at } = this.CONSUME(word.on);
      this.CONSUME(word.conflict);
      const target = this.OPTION1(() => this.SUBRULE(this.conflictTarget));
      this.CONSUME(word.do);
      const update = this.OR([
        { ALT: () => this.CONSUME(word.nothing) && undefined },
        { ALT: () => this.SUBRULE(this.conflictUpdate) },
      ]);
      return { target, update, at };
    }),
  );

  protected readonly conflictTarget = this.RULE(
    'conflictTarget',
    (): ConflictTarget =>
      this.OR<ConflictTarget>([
        {
          ALT: () => {
            this.CONSUME(word.on);
            this.CONSUME(word.constraint);
            return { kind: 'constraint', name: nameOf(this.CONSUME(PlainName)) };
          },
        },
        {
          ALT: () => {
            const { startOffset: at } = this.LA(1);
            const keys = this.SUBRULE(this.expressionList);
            const where = this.OPTION(() => this.SUBRULE(this.whereClause));
            return { kind: 'keys', keys, where, at };
          },
        },
      ]),
  );

  protected readonly conflictUpdate = this.RULE('conflictUpdate', (): ConflictUpdate => {
    this.CONSUME(word.update);
    const assignments = this.SUBRULE(this.setClause);
    const where = this.OPTION(() => this.SUBRULE(this.whereClause));
    return { assignments, where };
  });

  protected readonly delete = this.RULE('delete', (common: With | undefined): Delete => {
    const { startOffset: at } = this.CONSUME(word.delete);
    this.CONSUME(word.from);
    const table = this.SUBRULE(this.relation);
    const alias = this.SUBRULE(this.targetAlias);
    const from = this.OPTION1(() => this.SUBRULE(this.usingClause));
    const where = this.OPTION(() => this.SUBRULE(this.whereClause));
    const returning = this.SUBRULE(this.returningClause);
    return { kind: 'delete', with: common, table, alias, from, where, returning, at };
  });

  /** `TRUNCATE [TABLE] a, b [RESTART | CONTINUE IDENTITY] [CASCADE | RESTRICT]` */
  protected readonly truncate = this.RULE('truncate', (): Truncate => {
    const { startOffset: at } = this.CONSUME(word.truncate);
    this.OPTION(() => this.CONSUME(word.table));
    const tables = this.SUBRULE(this.tableList);
    const restartIdentity = this.OPTION1(() => {
      const restarts = this.OR([
        { ALT: () => this.CONSUME(word.restart) !== undefined },
        { ALT: () => this.CONSUME(word.continue) === undefined },
      ]);
      this.CONSUME(word.identity);
      return restarts;
    });
    const cascade = this.SUBRULE(this.dropBehavior);
    return { kind: 'truncate', tables, restartIdentity: restartIdentity ?? false, cascade, at };
  });

  protected readonly usingClause = this.RULE('usingClause', (): FromItem => {
    this.CONSUME(word.using);
    return this.SUBRULE(this.fromList);
  });

  /** `[[AS] name]`; SET is none without AS. */
  protected readonly targetAlias = this.RULE('targetAlias', (): Name | undefined =>
    this.OPTION({
      GATE: () => this.LA(1).tokenType !== word.set,
      DEF: () =>
        this.OR([
          { ALT: () => this.SUBRULE(this.aliasBehindAs) },
          { ALT: () => nameOf(this.CONSUME(PlainName)) },
        ]),
    }),
  );

  /** `[RETURNING item, …]` */
  protected readonly returningClause = this.RULE('returningClause', (): readonly SelectItem[] => {
    const items = this.OPTION(() => {
      this.CONSUME(word.returning);
      return this.SUBRULE(this.selectItems);
    });
    return items ?? [];
  });
}

/** Bare VALUES are the statement's own rows, in which DEFAULT may stand. */
function sourceOf(query: Query): Source {
  if (query.kind !== 'values' || hasClauses(query)) return { rows: [], query };
  return { rows: query.rows, query: undefined };
}
