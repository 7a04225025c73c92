import type {
  ColumnDefinition,
  CreateTable,
  DropTable,
  Expression,
  Name,
  TableConstraint,
  TableName,
  TableOption,
} from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import {
  type ColumnConstraint,
  type DefinedColumn,
  defineColumn,
  generatedDefault,
} from './column-definition.ts';
import { nameOf } from './grammar-name.ts';
import { OptionGrammar } from './grammar-option.ts';
import { Comma, LeftParen, PlainName, RightParen, keyword as word } from './tokens.ts';

type TableKind = CreateTable['tableKind'];

/** What stands between the parentheses of CREATE TABLE. */
interface TableElements {
  readonly columns: ColumnDefinition[];
  readonly primaryKeys: Name[][];
  readonly constraints: TableConstraint[];
}

/** CREATE TABLE and DROP TABLE. The caller has consumed CREATE or DROP at `at`. */
export abstract class TableGrammar extends OptionGrammar {
  protected readonly createTable = this.RULE('createTable', (at: number): CreateTable => {
    const tableKind = this.SUBRULE(this.tableKind);
    this.CONSUME(word.table);
    const ifNotExists = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.not,
      DEF: () => this.SUBRULE(this.ifNotExists),
    });
    const table = this.SUBRULE(this.tableName);
    const elements = this.SUBRULE(this.tableElements);
    const clauses: TableOption[][] = [];
    this.MANY(() => {
      clauses.push(this.SUBRULE(this.tableClause));
    });
    return this.ACTION(() => ({
      kind: 'create-table',
      tableKind,
      table,
      ifNotExists: ifNotExists ?? false,
      columns: elements.columns,
      primaryKey: onlyPrimaryKey(table, elements.primaryKeys),
      constraints: elements.constraints,
      options: clauses.flat(),
      at,
    }));
  });

  protected readonly dropTable = this.RULE('dropTable', (at: number): DropTable => {
    const tableKind = this.SUBRULE(this.tableKind);
    this.CONSUME(word.table);
    const ifExists = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.exists,
      DEF: () => this.SUBRULE(this.ifExists),
    });
    const table = this.SUBRULE(this.tableName);
    const cascade = this.SUBRULE(this.dropBehavior);
    return { kind: 'drop-table', tableKind, table, ifExists: ifExists ?? false, cascade, at };
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
          this.CONSUME(word.primary);
          this.CONSUME(word.key);
          const key = this.SUBRULE(this.nameList);
          this.ACTION(() => elements.primaryKeys.push(key));
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

  /** A constraint of a table behind its name. */
  protected readonly tableConstraint = this.RULE(
    'tableConstraint',
    (name: Name | undefined): TableConstraint =>
      this.OR<TableConstraint>([
        { ALT: () => this.SUBRULE(this.check, { ARGS: [name] }) },
        {
          ALT: () => {
            const { startOffset: at } = this.CONSUME(word.unique);
            const nullsDistinct = this.SUBRULE(this.nullsDistinct);
            const columns = this.SUBRULE(this.nameList);
            return { kind: 'unique', name, columns, nullsDistinct, at };
          },
        },
      ]),
  );

  /** CHECK (…) behind its name. */
  protected readonly check = this.RULE('check', (name: Name | undefined): TableConstraint => {
    const { startOffset: at } = this.CONSUME(word.check);
    this.CONSUME(LeftParen);
    const expression = this.SUBRULE(this.expression);
    this.CONSUME(RightParen);
    return { kind: 'check', name, expression, at };
  });

  /** `[NULLS [NOT] DISTINCT]` */
  protected readonly nullsDistinct = this.RULE('nullsDistinct', (): boolean => {
    const not = this.OPTION(() => {
      this.CONSUME(word.nulls);
      const negation = this.OPTION1(() => this.CONSUME(word.not));
      this.CONSUME(word.distinct);
      return negation;
    });
    return not === undefined;
  });

  protected readonly columnDefinition = this.RULE('columnDefinition', (): DefinedColumn => {
    const name = nameOf(this.CONSUME(PlainName));
    const type = this.SUBRULE(this.typeName);
    const constraints: ColumnConstraint[] = [];
    this.MANY(() => {
      constraints.push(this.SUBRULE(this.columnConstraint));
    });
    return this.ACTION(() => defineColumn(name, type, constraints));
  });

  protected readonly columnConstraint = this.RULE('columnConstraint', (): ColumnConstraint => {
    const constraint = this.SUBRULE(this.constraintName);
    const { startOffset: at } = this.LA(1);
    return this.OR([
      {
        ALT: (): ColumnConstraint => {
          this.CONSUME(word.primary);
          this.CONSUME(word.key);
          return { kind: 'primary-key', at };
        },
      },
      {
        ALT: (): ColumnConstraint => {
          const not = this.OPTION(() => this.CONSUME(word.not));
          this.CONSUME(word.null);
          return { kind: 'null', nullable: not === undefined, at };
        },
      },
      {
        ALT: (): ColumnConstraint => {
          this.CONSUME(word.default);
          const value: Expression = this.SUBRULE(this.expression);
          return { kind: 'default', value, at };
        },
      },
      {
        ALT: (): ColumnConstraint => {
          const check = this.SUBRULE(this.check, { ARGS: [constraint] });
          return { kind: 'table', of: () => check, at };
        },
      },
      {
        ALT: (): ColumnConstraint => {
          this.CONSUME(word.unique);
          const nullsDistinct = this.SUBRULE(this.nullsDistinct);
          const rule = { kind: 'unique', name: constraint, nullsDistinct, at } as const;
          return { kind: 'table', of: (column) => ({ ...rule, columns: [column] }), at };
        },
      },
      { ALT: () => generatedDefault(this.SUBRULE(this.identity)) },
    ]);
  });

  /** AUTO_INCREMENT and its other spellings; the offset of the first word. */
  protected readonly identity = this.RULE('identity', (): number => {
    const { startOffset: at } = this.LA(1);
    this.OR([
      { ALT: () => this.CONSUME(word.auto_increment) },
      { ALT: () => this.CONSUME(word.identity) },
      {
        ALT: () => {
          this.CONSUME(word.generated);
          this.OR1([
            { ALT: () => this.CONSUME(word.always) },
            {
              ALT: () => {
                this.CONSUME(word.by);
                this.CONSUME(word.default);
              },
            },
          ]);
          this.CONSUME(word.as);
          this.CONSUME1(word.identity);
        },
      },
    ]);
    return at;
  });

  /** `[CONSTRAINT name]`; that of a primary key or of NOT NULL is not kept. */
  protected readonly constraintName = this.RULE('constraintName', (): Name | undefined =>
    this.OPTION(() => {
      this.CONSUME(word.constraint);
      return nameOf(this.CONSUME(PlainName));
    }),
  );
}

function onlyPrimaryKey(table: TableName, primaryKeys: readonly Name[][]): readonly Name[] {
  if (primaryKeys.length > 1) {
    const message = `table "${table.name.text}" has more than one primary key`;
    throw new SqlError('SQL_INVALID_TABLE', message, { position: primaryKeys[1][0].at });
  }
  return primaryKeys[0] ?? [];
}
