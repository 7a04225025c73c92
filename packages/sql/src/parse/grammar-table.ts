import { EOF, type TokenType } from 'chevrotain';
import type {
  ColumnDefinition,
  CreateTable,
  CreateTableAs,
  DropTable,
  Name,
  TableConstraint,
  TableName,
  TableOption,
} from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import { ConstraintGrammar } from './grammar-constraint.ts';
import { nameOf } from './grammar-name.ts';
import { Comma, LeftParen, PlainName, RightParen, keyword as word } from './tokens.ts';

type TableKind = CreateTable['tableKind'];

/** `[CONSTRAINT name] PRIMARY KEY (columns)` */
interface WrittenKey {
  readonly name?: Name | undefined;
  readonly columns: readonly Name[];
}

/** What stands between the parentheses of CREATE TABLE. */
interface TableElements {
  readonly columns: ColumnDefinition[];
  readonly primaryKeys: WrittenKey[];
  readonly constraints: TableConstraint[];
}

/** The names before AS query. */
type TableNames = Pick<TableElements, 'primaryKeys'> & { readonly columns: Name[] };

const noNames: TableNames = { columns: [], primaryKeys: [] };

type Head = 'tableKind' | 'table' | 'ifNotExists' | 'at';
type TableBody = Omit<CreateTable, Head>;
type TableAs = Omit<CreateTableAs, Head>;

/** CREATE TABLE and DROP TABLE. The caller has consumed CREATE or DROP at `at`. */
export abstract class TableGrammar extends ConstraintGrammar {
  protected readonly createTable = this.RULE(
    'createTable',
    (at: number): CreateTable | CreateTableAs => {
      const tableKind = this.SUBRULE(this.tableKind);
      this.CONSUME(word.table);
      const ifNotExists = this.OPTION({
        GATE: () => this.LA(2).tokenType === word.not,
        DEF: () => this.SUBRULE(this.ifNotExists),
      });
      const table = this.SUBRULE(this.tableName);
      const head = { tableKind, table, ifNotExists: ifNotExists ?? false };
      return this.OR<CreateTable | CreateTableAs>({
        DEF: [
          {
            GATE: () => this.#isTableAs(),
            ALT: () => ({ ...head, ...this.SUBRULE(this.tableAs, { ARGS: [table] }), at }),
          },
          { ALT: () => ({ ...head, ...this.SUBRULE(this.tableBody, { ARGS: [table] }), at }) },
        ],
        // A parenthesis begins both; the gate has looked behind it.
        IGNORE_AMBIGUITIES: true,
      });
    },
  );

  /** `(elements) WITH (options)` */
  protected readonly tableBody = this.RULE('tableBody', (table: TableName): TableBody => {
    const elements = this.SUBRULE(this.tableElements);
    const options = this.SUBRULE(this.tableClauses);
    return this.ACTION(() => {
      const key = onlyPrimaryKey(table, elements.primaryKeys);
      return {
        kind: 'create-table',
        columns: elements.columns,
        primaryKey: key.columns,
        ...(key.name && { primaryKeyName: key.name }),
        constraints: elements.constraints,
        options,
      };
    });
  });

  /** `[(names)] [WITH (options)] AS query [WITH [NO] DATA]` */
  protected readonly tableAs = this.RULE('tableAs', (table: TableName): TableAs => {
    const names = this.OPTION(() => this.SUBRULE(this.tableNames)) ?? noNames;
    const options = this.SUBRULE(this.tableClauses);
    this.CONSUME(word.as);
    const query = this.SUBRULE(this.writingQuery);
    const withData = this.OPTION1(() => this.SUBRULE(this.withData)) ?? true;
    return this.ACTION(() => ({
      kind: 'create-table-as',
      columns: names.columns,
      primaryKey: onlyPrimaryKey(table, names.primaryKeys).columns,
      options,
      query,
      withData,
    }));
  });

  protected readonly tableClauses = this.RULE('tableClauses', (): readonly TableOption[] => {
    const clauses: TableOption[][] = [];
    this.MANY(() => {
      clauses.push(this.SUBRULE(this.tableClause));
    });
    return this.ACTION(() => clauses.flat());
  });

  /** `(a PRIMARY KEY, b)` or `(a, b, PRIMARY KEY (a))`: the names may be left out. */
  protected readonly tableNames = this.RULE('tableNames', (): TableNames => {
    const names: TableNames = { columns: [], primaryKeys: [] };
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        this.OR([
          {
            ALT: () => {
              const columns = this.SUBRULE(this.primaryKey);
              this.ACTION(() => names.primaryKeys.push({ columns }));
            },
          },
          {
            ALT: () => {
              const name = nameOf(this.CONSUME(PlainName));
              const key = this.OPTION(() => this.SUBRULE(this.primaryKeyWords));
              this.ACTION(() => {
                names.columns.push(name);
                if (key !== undefined) names.primaryKeys.push({ columns: [name] });
              });
            },
          },
        ]);
      },
    });
    this.CONSUME(RightParen);
    return names;
  });

  protected readonly withData = this.RULE('withData', (): boolean => {
    this.CONSUME(word.with);
    const no = this.OPTION(() => this.CONSUME(word.no));
    this.CONSUME(word.data);
    return no === undefined;
  });

  protected readonly dropTable = this.RULE('dropTable', (at: number): DropTable => {
    const tableKind = this.SUBRULE(this.tableKind);
    this.CONSUME(word.table);
    const ifExists = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.exists,
      DEF: () => this.SUBRULE(this.ifExists),
    });
    const tables = this.SUBRULE(this.tableList);
    const cascade = this.SUBRULE(this.dropBehavior);
    return { kind: 'drop-table', tableKind, tables, ifExists: ifExists ?? false, cascade, at };
  });

  protected readonly tableKind = this.RULE(
    'tableKind',
    (): TableKind =>
      this.OPTION(() =>
        this.OR([
          { ALT: (): TableKind => this.CONSUME(word.user) && 'user' },
          { ALT: (): TableKind => this.CONSUME(word.shared) && 'shared' },
          { ALT: (): TableKind => this.CONSUME(word.stream) && 'stream' },
        ]),
      ),
  );

  protected readonly tableElements = this.RULE('tableElements', (): TableElements => {
    const elements: TableElements = { columns: [], primaryKeys: [], constraints: [] };
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        this.OR([
          { ALT: () => this.SUBRULE(this.tableElement, { ARGS: [elements] }) },
          {
            ALT: () => {
              const defined = this.SUBRULE(this.columnDefinition);
              this.ACTION(() => {
                elements.columns.push(defined.column);
                elements.constraints.push(...defined.constraints);
              });
            },
          },
        ]);
      },
    });
    this.CONSUME(RightParen);
    return elements;
  });

  protected readonly tableElement = this.RULE('tableElement', (elements: TableElements): void => {
    const name = this.SUBRULE(this.constraintName);
    this.OR([
      {
        ALT: () => {
          const columns = this.SUBRULE(this.primaryKey);
          this.ACTION(() => elements.primaryKeys.push({ name, columns }));
        },
      },
      {
        ALT: () => {
          const constraint = this.SUBRULE(this.tableConstraint, { ARGS: [name] });
          this.ACTION(() => elements.constraints.push(constraint));
        },
      },
    ]);
  });

  /** Whether a query gives the columns: AS or options follow, behind no list or one without types. */
  #isTableAs(): boolean {
    if (this.LA(1).tokenType !== LeftParen) return precedesQuery.has(this.LA(1).tokenType);
    if (!precedesQuery.has(this.LA(this.#listEnd(1) + 1).tokenType)) return false;
    const isKeyFirst = this.LA(2).tokenType === word.primary;
    const behind = isKeyFirst ? this.#listEnd(4) + 1 : 3;
    return followsBareName.has(this.LA(behind).tokenType);
  }

  /** Where the list that opens `ahead` closes, or the text ends. */
  #listEnd(ahead: number): number {
    let at = ahead;
    for (let depth = 0; this.LA(at).tokenType !== EOF; at++) {
      if (this.LA(at).tokenType === LeftParen) depth++;
      if (this.LA(at).tokenType === RightParen && --depth === 0) break;
    }
    return at;
  }
}

/** What stands between the columns and the query that gives them. */
const precedesQuery: ReadonlySet<TokenType> = new Set([word.as, word.with]);

/** What stands behind a column without a type. */
const followsBareName: ReadonlySet<TokenType> = new Set([Comma, RightParen, word.primary]);

function onlyPrimaryKey(table: TableName, primaryKeys: readonly WrittenKey[]): WrittenKey {
  if (primaryKeys.length > 1) {
    const message = `table "${table.name.text}" has more than one primary key`;
    throw new SqlError('SQL_INVALID_TABLE', message, { position: primaryKeys[1].columns[0].at });
  }
  return primaryKeys[0] ?? { columns: [] };
}
