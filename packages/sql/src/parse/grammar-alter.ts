import type { TokenType } from 'chevrotain';
import type {
  AlterTable,
  AlterTableAction,
  IdentityGeneration,
  Name,
  SequenceOption,
  TableOption,
} from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import { nameOf } from './grammar-name.ts';
import { TableGrammar } from './grammar-table.ts';
import { Comma, PlainName, keyword as word } from './tokens.ts';

/** ALTER TABLE. The caller has consumed ALTER at `at`. */
export abstract class AlterGrammar extends TableGrammar {
  protected readonly alterTable = this.RULE('alterTable', (at: number): AlterTable => {
    const tableKind = this.SUBRULE(this.tableKind);
    this.CONSUME(word.table);
    const ifExists = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.exists,
      DEF: () => this.SUBRULE(this.ifExists),
    });
    const table = this.SUBRULE(this.relation);
    const actions: AlterTableAction[][] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        actions.push(this.SUBRULE(this.alterAction));
      },
    });
    return this.ACTION(() => ({
      kind: 'alter-table',
      tableKind,
      table,
      ifExists: ifExists ?? false,
      actions: actions.flat(),
      at,
    }));
  });

  protected readonly alterAction = this.RULE('alterAction', (): AlterTableAction[] =>
    this.OR([
      { ALT: () => this.SUBRULE(this.add) },
      { ALT: () => [this.SUBRULE(this.alterDrop)] },
      { ALT: () => [this.SUBRULE(this.rename)] },
      { ALT: () => [this.SUBRULE(this.alterColumn)] },
      { ALT: () => this.SUBRULE(this.modifyColumn) },
      { ALT: () => [this.SUBRULE(this.setOptions)] },
    ]),
  );

  protected readonly add = this.RULE('add', (): AlterTableAction[] => {
    const { startOffset: at } = this.CONSUME(word.add);
    return this.OR<AlterTableAction[]>([
      {
        ALT: () => {
          const name = this.SUBRULE(this.constraintName);
          return [this.SUBRULE(this.addConstraint, { ARGS: [at, name] })];
        },
      },
      { ALT: () => this.SUBRULE(this.addColumn, { ARGS: [at] }) },
    ]);
  });

  protected readonly addConstraint = this.RULE(
    'addConstraint',
    (at: number, name: Name | undefined): AlterTableAction =>
      this.OR<AlterTableAction>([
        {
          ALT: () => {
            const constraint = this.SUBRULE(this.tableConstraint, { ARGS: [name] });
            return { kind: 'add-constraint', constraint, at };
          },
        },
        {
          ALT: () => {
            const key = this.CONSUME(word.primary);
            this.CONSUME(word.key);
            this.SUBRULE(this.nameList);
            return this.ACTION(() => refuseKey(key.startOffset));
          },
        },
      ]),
  );

  protected readonly addColumn = this.RULE('addColumn', (at: number): AlterTableAction[] => {
    this.OPTION(() => this.CONSUME(word.column));
    const ifNotExists = this.OPTION1({
      GATE: () => this.LA(2).tokenType === word.not,
      DEF: () => this.SUBRULE(this.ifNotExists),
    });
    const defined = this.SUBRULE(this.columnDefinition);
    return this.ACTION(() => [
      { kind: 'add-column', column: defined.column, ifNotExists: ifNotExists ?? false, at },
      ...defined.constraints.map(
        (constraint): AlterTableAction => ({ kind: 'add-constraint', constraint, at }),
      ),
    ]);
  });

  protected readonly alterDrop = this.RULE('alterDrop', (): AlterTableAction => {
    const { startOffset: at } = this.CONSUME(word.drop);
    return this.OR<AlterTableAction>([
      {
        ALT: () => {
          this.CONSUME(word.constraint);
          const ifExists = this.OPTION({
            GATE: () => this.LA(2).tokenType === word.exists,
            DEF: () => this.SUBRULE(this.ifExists),
          });
          const name = nameOf(this.CONSUME(PlainName));
          const cascade = this.SUBRULE(this.dropBehavior);
          return { kind: 'drop-constraint', name, ifExists: ifExists ?? false, cascade, at };
        },
      },
      { ALT: () => this.SUBRULE(this.dropColumn, { ARGS: [at] }) },
    ]);
  });

  protected readonly dropColumn = this.RULE('dropColumn', (at: number): AlterTableAction => {
    this.OPTION(() => this.CONSUME(word.column));
    const ifExists = this.OPTION1({
      GATE: () => this.LA(2).tokenType === word.exists,
      DEF: () => this.SUBRULE(this.ifExists),
    });
    const column = nameOf(this.CONSUME(PlainName));
    const cascade = this.SUBRULE(this.dropBehavior);
    return { kind: 'drop-column', column, ifExists: ifExists ?? false, cascade, at };
  });

  /** RENAME TO t, RENAME CONSTRAINT a TO b, RENAME [COLUMN] a TO b. */
  protected readonly rename = this.RULE('rename', (): AlterTableAction => {
    const { startOffset: at } = this.CONSUME(word.rename);
    return this.OR<AlterTableAction>([
      { ALT: () => ({ kind: 'rename-table', to: this.SUBRULE(this.newName), at }) },
      {
        ALT: () => {
          this.CONSUME(word.constraint);
          const name = nameOf(this.CONSUME(PlainName));
          return { kind: 'rename-constraint', name, to: this.SUBRULE1(this.newName), at };
        },
      },
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(word.column));
          const column = nameOf(this.CONSUME1(PlainName));
          return { kind: 'rename-column', column, to: this.SUBRULE2(this.newName), at };
        },
      },
    ]);
  });

  /** `TO name` */
  protected readonly newName = this.RULE('newName', (): Name => {
    this.CONSUME(word.to);
    return nameOf(this.CONSUME(PlainName));
  });

  protected readonly alterColumn = this.RULE('alterColumn', (): AlterTableAction => {
    const { startOffset: at } = this.CONSUME(word.alter);
    this.OPTION(() => this.CONSUME(word.column));
    const column = nameOf(this.CONSUME(PlainName));
    return this.OR<AlterTableAction>({
      DEF: [
        {
          GATE: () => !this.#isIdentityChange(),
          ALT: () => this.SUBRULE(this.setOfColumn, { ARGS: [column, at] }),
        },
        { ALT: () => this.SUBRULE(this.dropOfColumn, { ARGS: [column, at] }) },
        {
          ALT: () => {
            const { startOffset } = this.CONSUME(word.add);
            const generation = this.SUBRULE(this.generation);
            this.CONSUME(word.as);
            const options = this.SUBRULE(this.identityOptions);
            const identity = { generation, options, at: startOffset };
            return { kind: 'add-identity', column, identity, at };
          },
        },
        {
          GATE: () => this.#isIdentityChange(),
          ALT: () => this.SUBRULE(this.alterIdentity, { ARGS: [column, at] }),
        },
        {
          ALT: () => {
            this.CONSUME(word.type);
            return { kind: 'set-type', column, type: this.SUBRULE(this.typeName), at };
          },
        },
      ],
      // SET begins two of them; the gates have looked behind it.
      IGNORE_AMBIGUITIES: true,
    });
  });

  /** SET NOT NULL, SET DEFAULT value, SET DATA TYPE type. */
  protected readonly setOfColumn = this.RULE(
    'setOfColumn',
    (column: Name, at: number): AlterTableAction => {
      this.CONSUME(word.set);
      return this.OR<AlterTableAction>([
        {
          ALT: () => {
            this.CONSUME(word.not);
            this.CONSUME(word.null);
            return { kind: 'set-nullable', column, nullable: false, at };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.default);
            return { kind: 'set-default', column, value: this.SUBRULE(this.expression), at };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.data);
            this.CONSUME(word.type);
            return { kind: 'set-type', column, type: this.SUBRULE(this.typeName), at };
          },
        },
      ]);
    },
  );

  /** DROP NOT NULL, DROP DEFAULT, DROP {IDENTITY | EXPRESSION} [IF EXISTS]. */
  protected readonly dropOfColumn = this.RULE(
    'dropOfColumn',
    (column: Name, at: number): AlterTableAction => {
      this.CONSUME(word.drop);
      return this.OR<AlterTableAction>([
        {
          ALT: () => {
            this.CONSUME(word.not);
            this.CONSUME(word.null);
            return { kind: 'set-nullable', column, nullable: true, at };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.default);
            return { kind: 'set-default', column, value: undefined, at };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.identity);
            const ifExists = this.OPTION(() => this.SUBRULE(this.ifExists)) ?? false;
            return { kind: 'drop-identity', column, ifExists, at };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.expression);
            const ifExists = this.OPTION1(() => this.SUBRULE1(this.ifExists)) ?? false;
            return { kind: 'drop-expression', column, ifExists, at };
          },
        },
      ]);
    },
  );

  /** `{SET GENERATED … | SET option | RESTART [[WITH] n]} …` */
  protected readonly alterIdentity = this.RULE(
    'alterIdentity',
    (column: Name, at: number): AlterTableAction => {
      let generation: IdentityGeneration | undefined;
      const options: SequenceOption[] = [];
      this.AT_LEAST_ONE(() => {
        this.OR([
          {
            ALT: () => {
              this.CONSUME(word.set);
              this.OR1([
                {
                  ALT: () => {
                    generation = this.SUBRULE(this.generation);
                  },
                },
                { ALT: () => options.push(this.SUBRULE(this.sequenceOption)) },
              ]);
            },
          },
          { ALT: () => options.push(this.SUBRULE(this.restartOption)) },
        ]);
      });
      return { kind: 'alter-identity', column, generation, options, at };
    },
  );

  /** MODIFY [COLUMN] c type [NULL | NOT NULL] */
  protected readonly modifyColumn = this.RULE('modifyColumn', (): AlterTableAction[] => {
    const { startOffset: at } = this.CONSUME(word.modify);
    this.OPTION(() => this.CONSUME(word.column));
    const column = nameOf(this.CONSUME(PlainName));
    const actions: AlterTableAction[] = [
      { kind: 'set-type', column, type: this.SUBRULE(this.typeName), at },
    ];
    this.OPTION1(() => {
      const not = this.OPTION2(() => this.CONSUME(word.not));
      this.CONSUME(word.null);
      actions.push({ kind: 'set-nullable', column, nullable: not === undefined, at });
    });
    return actions;
  });

  /** SET TBLPROPERTIES (…), SET (…) and SET ACCESS LEVEL word. */
  protected readonly setOptions = this.RULE('setOptions', (): AlterTableAction => {
    const { startOffset: at } = this.CONSUME(word.set);
    const options = this.OR<TableOption[]>([
      {
        ALT: () => {
          this.CONSUME(word.access);
          this.CONSUME(word.level);
          const value = this.SUBRULE(this.wordValue);
          return [{ name: { text: 'access_level', at }, value, at }];
        },
      },
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(word.tblproperties));
          return this.SUBRULE(this.optionList);
        },
      },
    ]);
    return { kind: 'set-options', options, at };
  });

  /** Whether ALTER COLUMN goes on about the column's sequence. */
  #isIdentityChange(): boolean {
    const [first, second] = [this.LA(1).tokenType, this.LA(2).tokenType];
    return first === word.restart || (first === word.set && !columnSettings.has(second));
  }
}

/** What SET says of a column itself. */
const columnSettings: ReadonlySet<TokenType> = new Set([word.not, word.default, word.data]);

/** Rows are stored under their primary key, so it is there from the start. */
function refuseKey(position: number): never {
  throw new SqlError('SQL_UNSUPPORTED', 'a primary key cannot be added to a table', {
    position,
    hint: 'Create another table with the key and copy the rows, or add UNIQUE and NOT NULL.',
  });
}
