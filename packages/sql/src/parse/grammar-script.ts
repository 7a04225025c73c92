import type { ParserMethod } from 'chevrotain';
import type {
  Execute,
  ExecuteAsUser,
  Explain,
  Expression,
  ParsedStatement,
  Prepare,
  Query,
  RowStatement,
  Select,
  Statement,
  Subscribe,
  With,
  WriteStatement,
} from '../ast/ast.ts';
import { givesRows, selectAll } from '../ast/query-clauses.ts';
import { checkHeight } from './check-height.ts';
import { noOptions } from './grammar-explain.ts';
import { nameOf } from './grammar-name.ts';
import { hasBlank } from './grammar-prepare.ts';
import { misplacedInto } from './grammar-select.ts';
import { SessionGrammar } from './grammar-session.ts';
import { isReading } from './grammar-with.ts';
import { LeftParen, PlainName, RightParen, Semicolon, keyword as word } from './tokens.ts';

/** What to parse, and within which limits. */
export interface ParserInput {
  readonly source: string;
  readonly maxDepth: number;
  /** Whether the literals of the (then only) statement are numbered. */
  readonly isLifted: boolean;
}

/** The whole grammar; one instance parses any number of texts, one after the other. */
export class SqlParser extends SessionGrammar {
  #isLifted = false;

  /** `isChecked`: let chevrotain look for ambiguities in the grammar, which takes a while. */
  constructor(isChecked: boolean) {
    super(isChecked);
    this.performSelfAnalysis();
  }

  /** To be called before the tokens are set and a rule is called. */
  prepare(input: ParserInput): void {
    this.source = input.source;
    this.maxDepth = input.maxDepth;
    this.#isLifted = input.isLifted;
    this.startStatement(false);
  }

  readonly script = this.RULE('script', (): ParsedStatement[] => {
    const statements: ParsedStatement[] = [];
    this.OPTION(() => {
      statements.push(this.SUBRULE(this.scriptStatement));
    });
    this.MANY(() => {
      this.CONSUME(Semicolon);
      this.OPTION1(() => {
        statements.push(this.SUBRULE1(this.scriptStatement));
      });
    });
    return statements;
  });

  readonly expressionOnly = this.RULE('expressionOnly', (): Expression => {
    const expression = this.SUBRULE(this.expression);
    this.#checkHeight(expression);
    return expression;
  });

  protected readonly scriptStatement = this.RULE('scriptStatement', (): ParsedStatement => {
    const { startOffset: start } = this.LA(1);
    this.startStatement(this.#isLifted);
    this.into = undefined;
    const written = this.OR([
      { ALT: (): Statement => this.SUBRULE(this.statement) },
      { ALT: () => this.SUBRULE(this.execute) },
      { ALT: () => this.SUBRULE(this.prepareStatement) },
      { ALT: () => this.SUBRULE(this.deallocate) },
      { ALT: () => this.SUBRULE(this.transaction) },
      { ALT: () => this.SUBRULE(this.use) },
      { ALT: () => this.SUBRULE(this.set) },
      { ALT: () => this.SUBRULE(this.resetParameter) },
    ]);
    const statement = this.ACTION(() => this.#withInto(written));
    this.#checkHeight(statement);
    return { statement, start, end: this.consumedEnd() };
  });

  protected readonly statement = this.RULE(
    'statement',
    (): Statement =>
      this.OR<Statement>([
        { ALT: () => this.SUBRULE(this.rowStatement) },
        { ALT: () => this.SUBRULE(this.explain) },
        { ALT: () => this.SUBRULE(this.truncate) },
        { ALT: () => this.SUBRULE(this.create) },
        { ALT: () => this.SUBRULE(this.drop) },
        { ALT: () => this.SUBRULE(this.alter) },
        { ALT: () => this.SUBRULE(this.show) },
        { ALT: () => this.SUBRULE(this.describe) },
        { ALT: () => this.SUBRULE(this.comment) },
        { ALT: () => this.SUBRULE(this.reindex) },
        { ALT: () => this.SUBRULE(this.analyze) },
        { ALT: () => this.SUBRULE(this.subscribe) },
      ]),
  );

  /** A statement over rows. */
  protected readonly rowStatement = this.RULE('rowStatement', (): RowStatement => {
    const common = this.OPTION(() => this.SUBRULE(this.withClause));
    const reading = this.ACTION(() => (isReading(common) ? common : undefined));
    const main = this.SUBRULE(this.plainStatement, { ARGS: [reading] });
    return this.ACTION(() =>
      isReading(common) ? main : { kind: 'with-writes', with: common, main, at: common.at },
    );
  });

  /** A statement over rows without the WITH before it, which has been read. */
  protected readonly plainStatement: ParserMethod<
    [common: With | undefined],
    Query | WriteStatement
  > = this.RULE('plainStatement', (common: With | undefined): Query | WriteStatement =>
    this.OR<Query | WriteStatement>([
      { ALT: () => this.SUBRULE(this.queryBehindWith, { ARGS: [common] }) },
      { ALT: () => this.SUBRULE(this.insert, { ARGS: [common] }) },
      { ALT: () => this.SUBRULE(this.update, { ARGS: [common] }) },
      { ALT: () => this.SUBRULE(this.delete, { ARGS: [common] }) },
      { ALT: () => this.SUBRULE(this.merge, { ARGS: [common] }) },
    ]),
  );

  protected readonly explain = this.RULE('explain', (): Explain => {
    const { startOffset: at } = this.CONSUME(word.explain);
    const options = this.OPTION({
      // In parentheses a query may stand, or the options.
      GATE: () => !this.isQueryAhead(1),
      DEF: () => this.SUBRULE(this.explainOptions),
    });
    const statement = this.OR<Explain['statement']>([
      { ALT: () => this.SUBRULE(this.rowStatement) },
      { ALT: () => this.SUBRULE(this.explainedExecute) },
    ]);
    return {
      kind: 'explain',
      statement,
      options: options ?? noOptions,
      at,
    };
  });

  protected readonly explainedExecute = this.RULE('explainedExecute', (): Execute => {
    const { startOffset: at } = this.CONSUME(word.execute);
    return this.SUBRULE(this.executePrepared, { ARGS: [at] });
  });

  protected readonly create = this.RULE('create', (): Statement => {
    const { startOffset: at } = this.CONSUME(word.create);
    return this.OR<Statement>({
      // USER begins a table's kind too.
      MAX_LOOKAHEAD: 2,
      DEF: [
        { ALT: () => this.SUBRULE(this.createTable, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.createNamespace, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.createUser, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.createView, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.createIndex, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.createSequence, { ARGS: [at] }) },
      ],
    });
  });

  protected readonly drop = this.RULE('drop', (): Statement => {
    const { startOffset: at } = this.CONSUME(word.drop);
    return this.OR<Statement>({
      // USER begins a table's kind too.
      MAX_LOOKAHEAD: 2,
      DEF: [
        { ALT: () => this.SUBRULE(this.dropTable, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.dropNamespace, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.dropUser, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.dropView, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.dropIndex, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.dropSequence, { ARGS: [at] }) },
      ],
    });
  });

  protected readonly alter = this.RULE('alter', (): Statement => {
    const { startOffset: at } = this.CONSUME(word.alter);
    return this.OR<Statement>({
      // USER begins a table's kind too.
      MAX_LOOKAHEAD: 2,
      DEF: [
        { ALT: () => this.SUBRULE(this.alterTable, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.alterNamespace, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.alterUser, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.alterSequence, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.renameObject, { ARGS: [at] }) },
      ],
    });
  });

  protected readonly prepareStatement = this.RULE('prepareStatement', (): Prepare => {
    const { startOffset: at } = this.CONSUME(word.prepare);
    const name = this.CONSUME(PlainName);
    if (hasBlank(name)) this.refuse(name, 'the name of a prepared statement cannot have blanks');
    const types = this.SUBRULE(this.parameterTypes);
    this.CONSUME(word.as);
    const statement = this.SUBRULE(this.rowStatement);
    return { kind: 'prepare', name: nameOf(name), types, statement, at };
  });

  protected readonly execute = this.RULE('execute', (): Execute | ExecuteAsUser => {
    const { startOffset: at } = this.CONSUME(word.execute);
    return this.OR<Execute | ExecuteAsUser>([
      { ALT: () => this.SUBRULE(this.executeAsUser, { ARGS: [at] }) },
      { ALT: () => this.SUBRULE(this.executePrepared, { ARGS: [at] }) },
    ]);
  });

  /** What follows EXECUTE at `at`. */
  protected readonly executeAsUser = this.RULE('executeAsUser', (at: number): ExecuteAsUser => {
    this.CONSUME(word.as);
    this.CONSUME(word.user);
    const user = this.SUBRULE(this.userName);
    this.CONSUME(LeftParen);
    const statement = this.SUBRULE(this.statement);
    this.OPTION(() => this.CONSUME(Semicolon));
    this.CONSUME(RightParen);
    return { kind: 'execute-as-user', user, statement, at };
  });

  protected readonly subscribe = this.RULE('subscribe', (): Subscribe => {
    const { startOffset: at } = this.CONSUME(word.subscribe);
    this.CONSUME(word.to);
    const { startOffset: start } = this.LA(1);
    const isQuery = this.isQueryAhead(1);
    const prefix = isQuery ? '' : 'SELECT * FROM ';
    const query = this.OR<Query>({
      DEF: [
        { GATE: () => isQuery, ALT: () => this.SUBRULE(this.query) },
        { ALT: () => this.SUBRULE(this.subscribedTable) },
      ],
      // A table may be called "values"; the gate has looked behind the word.
      IGNORE_AMBIGUITIES: true,
    });
    const queryText = prefix + this.source.slice(start, this.consumedEnd());
    const options = this.OPTION(() => {
      this.CONSUME(word.options);
      return this.SUBRULE(this.optionList);
    });
    return { kind: 'subscribe', query, queryText, options: options ?? [], at };
  });

  /** `t [WHERE …]`, which means SELECT * FROM t [WHERE …]. */
  protected readonly subscribedTable = this.RULE('subscribedTable', (): Select => {
    const { startOffset: at } = this.LA(1);
    const table = this.SUBRULE(this.tableName);
    const where = this.OPTION(() => this.SUBRULE(this.whereClause));
    const from = { kind: 'table', table, alias: undefined, columns: [], at } as const;
    return { ...selectAll(from, at), where };
  });

  /** SELECT … INTO makes a table of the query. */
  #withInto(statement: Statement): Statement {
    if (this.into === undefined) return statement;
    const { table, token } = this.into;
    if (!givesRows(statement)) return this.refuse(token, misplacedInto) ?? statement;
    return {
      kind: 'create-table-as',
      tableKind: undefined,
      table,
      ifNotExists: false,
      columns: [],
      primaryKey: [],
      options: [],
      query: statement,
      withData: true,
      at: statement.at,
    };
  }

  #checkHeight(node: Statement | Expression): void {
    if (!this.RECORDING_PHASE) {
      checkHeight(node, this.operatorCount, this.maxDepth);
    }
  }
}
