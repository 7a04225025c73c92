import type { Delete, Insert, Name, Query, SelectItem, Update, With } from '../ast/ast.ts';
import { hasClauses, noClauses } from '../ast/query-clauses.ts';
import { addClauses } from './add-clauses.ts';
import { nameOf } from './grammar-name.ts';
import { QueryGrammar } from './grammar-query.ts';
import { Comma, Equal, PlainName, keyword as word } from './tokens.ts';

type Assignment = Update['assignments'][number];
type Source = Pick<Insert, 'rows' | 'query'>;

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
    const source = this.OR([
      {
        GATE: () => common === undefined,
        ALT: () => this.SUBRULE(this.defaultValues),
      },
      {
        ALT: () => {
          const query = this.SUBRULE(this.query);
          return this.ACTION(() => sourceOf(withCommon(query, common)));
        },
      },
    ]);
    const returning = this.SUBRULE(this.returningClause);
    return { kind: 'insert', table, alias, columns: columns ?? [], ...source, returning, at };
  });

  protected readonly defaultValues = this.RULE('defaultValues', (): Source => {
    this.CONSUME(word.default);
    this.CONSUME(word.values);
    return { rows: [[]], query: undefined };
  });

  protected readonly update = this.RULE('update', (): Update => {
    const { startOffset: at } = this.CONSUME(word.update);
    const table = this.SUBRULE(this.tableName);
    const alias = this.SUBRULE(this.targetAlias);
    const assignments: Assignment[] = [];
    this.CONSUME(word.set);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        assignments.push(this.SUBRULE(this.assignment));
      },
    });
    const where = this.OPTION(() => this.SUBRULE(this.whereClause));
    const returning = this.SUBRULE(this.returningClause);
    return { kind: 'update', table, alias, assignments, where, returning, at };
  });

  protected readonly assignment = this.RULE('assignment', (): Assignment => {
    const column = nameOf(this.CONSUME(PlainName));
    this.CONSUME(Equal);
    return { column, value: this.SUBRULE(this.assignedValue) };
  });

  protected readonly delete = this.RULE('delete', (): Delete => {
    const { startOffset: at } = this.CONSUME(word.delete);
    this.CONSUME(word.from);
    const table = this.SUBRULE(this.tableName);
    const alias = this.SUBRULE(this.targetAlias);
    const where = this.OPTION(() => this.SUBRULE(this.whereClause));
    const returning = this.SUBRULE(this.returningClause);
    return { kind: 'delete', table, alias, where, returning, at };
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

  protected readonly aliasBehindAs = this.RULE('aliasBehindAs', (): Name => {
    this.CONSUME(word.as);
    return nameOf(this.CONSUME(PlainName));
  });

  /** `[RETURNING item, …]` */
  protected readonly returningClause = this.RULE('returningClause', (): readonly SelectItem[] => {
    const items = this.OPTION(() => {
      this.CONSUME(word.returning);
      return this.SUBRULE(this.selectItems);
    });
    return items ?? [];
  });
}

/** WITH before INSERT serves its query. */
function withCommon(query: Query, common: With | undefined): Query {
  return common === undefined ? query : addClauses(query, { ...noClauses, with: common });
}

/** Bare VALUES are the statement's own rows, in which DEFAULT may stand. */
function sourceOf(query: Query): Source {
  if (query.kind !== 'values' || hasClauses(query)) return { rows: [], query };
  return { rows: query.rows, query: undefined };
}
