import type { ParserMethod } from 'chevrotain';
import type {
  CommonTable,
  CommonWrite,
  Query,
  With,
  WithNode,
  WriteStatement,
} from '../ast/ast.ts';
import { isQuery } from '../ast/query-clauses.ts';
import { SqlError } from '../error.ts';
import { nameOf } from './grammar-name.ts';
import { SelectGrammar } from './grammar-select.ts';
import { Comma, LeftParen, PlainName, RightParen, keyword as word } from './tokens.ts';

type Member = CommonTable | CommonWrite;

/** WITH and its members. */
export abstract class WithGrammar extends SelectGrammar {
  protected abstract readonly plainStatement: ParserMethod<
    [common: With | undefined],
    Query | WriteStatement
  >;

  protected readonly withClause = this.RULE('withClause', (): WithNode<Member> => {
    const { startOffset: at } = this.CONSUME(word.with);
    const recursive = this.OPTION({
      // A table may be called so.
      GATE: () => !this.#isMemberName(),
      DEF: () => this.CONSUME(word.recursive),
    });
    const tables: Member[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        tables.push(this.SUBRULE(this.withMember));
      },
    });
    return { recursive: recursive !== undefined, tables, at };
  });

  /** WITH where its members are queries. */
  protected readonly readingWith = this.RULE('readingWith', (): With => {
    const clause = this.SUBRULE(this.withClause);
    return this.ACTION(() => ({ ...clause, tables: clause.tables.map(readingMember) }));
  });

  protected readonly withMember = this.RULE('withMember', (): Member => {
    const token = this.CONSUME(PlainName);
    const columns = this.OPTION(() => this.SUBRULE(this.nameList)) ?? [];
    this.CONSUME(word.as);
    const materialized = this.OPTION1(() => this.SUBRULE(this.materialized));
    this.enter(this.CONSUME(LeftParen));
    const common = this.OPTION2(() => this.SUBRULE(this.readingWith));
    const statement = this.SUBRULE(this.plainStatement, { ARGS: [common] });
    this.CONSUME(RightParen);
    this.depth--;
    const head = { name: nameOf(token), columns, at: token.startOffset };
    return this.ACTION(() =>
      isQuery(statement) ? { ...head, materialized, query: statement } : { ...head, statement },
    );
  });

  protected readonly materialized = this.RULE('materialized', (): boolean => {
    const not = this.OPTION(() => this.CONSUME(word.not));
    this.CONSUME(word.materialized);
    return not === undefined;
  });

  #isMemberName(): boolean {
    const { tokenType } = this.LA(2);
    return tokenType === word.as || tokenType === LeftParen;
  }
}

function readingMember(member: Member): CommonTable {
  if ('query' in member) return member;
  throw new SqlError(
    'SQL_UNSUPPORTED',
    'WITH clause containing a data-modifying statement must be at the top level',
    {
      position: member.at,
      hint: 'Write it before the whole statement. Subqueries, views and live queries cannot write.',
    },
  );
}

/** Whether no member of a WITH, if there is one, writes. */
export function isReading(clause: WithNode<Member> | undefined): clause is With | undefined {
  return clause === undefined || clause.tables.every((member) => 'query' in member);
}
