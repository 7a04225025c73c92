import type { Delete, Insert, Query, Update, With } from '../ast/ast.ts';
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
    return { kind: 'insert', table, columns: columns ?? [], ...source, at };
  });

  protected readonly defaultValues = this.RULE('defaultValues', (): Source => {
    this.CONSUME(word.default);
    this.CONSUME(word.values);
    return { rows: [[]], query: undefined };
  });

  protected readonly update = this.RULE('update', (): Update => {
    const { startOffset: at } = this.CONSUME(word.update);
    const table = this.SUBRULE(this.tableName);
    const assignments: Assignment[] = [];
    this.CONSUME(word.set);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        assignments.push(this.SUBRULE(this.assignment));
      },
    });
    const where = this.OPTION(() => this.SUBRULE(this.whereClause));
    return { kind: 'update', table, assignments, where, at };
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
    const where = this.OPTION(() => this.SUBRULE(this.whereClause));
    return { kind: 'delete', table, where, at };
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
