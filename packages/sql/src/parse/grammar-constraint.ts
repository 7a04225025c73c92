import type {
  Expression,
  IdentityGeneration,
  Name,
  ReferentialAction,
  SequenceOption,
  TableConstraint,
} from '../ast/ast.ts';
import {
  addActions,
  type ColumnConstraint,
  type DefinedColumn,
  defineColumn,
  type Reference,
  type ReferentialClause,
} from './column-definition.ts';
import { nameOf } from './grammar-name.ts';
import { SequenceGrammar } from './grammar-sequence.ts';
import { LeftParen, PlainName, RightParen, keyword as word } from './tokens.ts';

/** Columns of tables and the constraints of columns and tables. */
export abstract class ConstraintGrammar extends SequenceGrammar {
  protected readonly primaryKey = this.RULE('primaryKey', (): Name[] => {
    this.SUBRULE(this.primaryKeyWords);
    return this.SUBRULE(this.nameList);
  });

  protected readonly primaryKeyWords = this.RULE('primaryKeyWords', (): true => {
    this.CONSUME(word.primary);
    this.CONSUME(word.key);
    return true;
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
        {
          ALT: () => {
            const { startOffset: at } = this.CONSUME(word.foreign);
            this.CONSUME(word.key);
            const columns = this.SUBRULE1(this.nameList);
            const reference = this.SUBRULE(this.reference);
            return this.ACTION(() => ({ kind: 'foreign-key', name, columns, ...reference, at }));
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

  /** `REFERENCES table [(column, …)] [MATCH SIMPLE] [ON {DELETE | UPDATE} action] …` */
  protected readonly reference = this.RULE('reference', (): Reference => {
    this.CONSUME(word.references);
    const table = this.SUBRULE(this.tableName);
    const referenced = this.OPTION(() => this.SUBRULE(this.nameList));
    this.OPTION1(() => {
      this.CONSUME(word.match);
      this.CONSUME(word.simple);
    });
    const clauses: ReferentialClause[] = [];
    this.MANY(() => {
      clauses.push(this.SUBRULE(this.referentialClause));
    });
    return this.ACTION(() => addActions({ table, referenced: referenced ?? [] }, clauses));
  });

  protected readonly referentialClause = this.RULE('referentialClause', (): ReferentialClause => {
    const { startOffset: at } = this.CONSUME(word.on);
    const event = this.OR([
      { ALT: () => this.CONSUME(word.delete) && ('onDelete' as const) },
      { ALT: () => this.CONSUME(word.update) && ('onUpdate' as const) },
    ]);
    return { event, action: this.SUBRULE(this.referentialAction), at };
  });

  protected readonly referentialAction = this.RULE(
    'referentialAction',
    (): ReferentialAction =>
      this.OR<ReferentialAction>([
        {
          ALT: () => {
            this.CONSUME(word.no);
            this.CONSUME(word.action);
            return 'no-action';
          },
        },
        { ALT: () => this.CONSUME(word.restrict) && 'restrict' },
        { ALT: () => this.CONSUME(word.cascade) && 'cascade' },
        {
          ALT: () => {
            this.CONSUME(word.set);
            return this.OR1<ReferentialAction>([
              { ALT: () => this.CONSUME(word.null) && 'set-null' },
              { ALT: () => this.CONSUME(word.default) && 'set-default' },
            ]);
          },
        },
      ]),
  );

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
          this.SUBRULE(this.primaryKeyWords);
          return { kind: 'primary-key', name: constraint, at };
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
      {
        ALT: (): ColumnConstraint => {
          const reference = this.SUBRULE(this.reference);
          const rule = { kind: 'foreign-key', name: constraint, ...reference, at } as const;
          return { kind: 'table', of: (column) => ({ ...rule, columns: [column] }), at };
        },
      },
      { ALT: () => this.SUBRULE(this.identity) },
    ]);
  });

  /** AUTO_INCREMENT, its other spellings, and GENERATED ALWAYS AS (…) STORED. */
  protected readonly identity = this.RULE('identity', (): ColumnConstraint => {
    const { startOffset: at } = this.LA(1);
    return this.OR<ColumnConstraint>([
      { ALT: () => this.CONSUME(word.auto_increment) && plainIdentity(at) },
      { ALT: () => this.CONSUME(word.identity) && plainIdentity(at) },
      {
        ALT: () => {
          const generation = this.SUBRULE(this.generation);
          this.CONSUME(word.as);
          return this.OR1<ColumnConstraint>([
            {
              ALT: () => {
                const options = this.SUBRULE(this.identityOptions);
                return { kind: 'identity', identity: { generation, options, at }, at };
              },
            },
            {
              GATE: () => generation === 'always',
              ALT: () => this.SUBRULE(this.generatedAs, { ARGS: [at] }),
            },
          ]);
        },
      },
    ]);
  });

  /** `GENERATED {ALWAYS | BY DEFAULT}` */
  protected readonly generation = this.RULE('generation', (): IdentityGeneration => {
    this.CONSUME(word.generated);
    return this.OR<IdentityGeneration>([
      { ALT: () => this.CONSUME(word.always) && 'always' },
      {
        ALT: () => {
          this.CONSUME(word.by);
          return this.CONSUME(word.default) && 'by-default';
        },
      },
    ]);
  });

  /** `IDENTITY [(option …)]` */
  protected readonly identityOptions = this.RULE('identityOptions', (): SequenceOption[] => {
    this.CONSUME(word.identity);
    const options = this.OPTION(() => {
      this.CONSUME(LeftParen);
      const given = this.SUBRULE(this.sequenceOptions);
      this.CONSUME(RightParen);
      return given;
    });
    return options ?? [];
  });

  protected readonly generatedAs = this.RULE('generatedAs', (at: number): ColumnConstraint => {
    this.CONSUME(LeftParen);
    const expression = this.SUBRULE(this.expression);
    this.CONSUME(RightParen);
    this.CONSUME(word.stored);
    return { kind: 'generated', expression, at };
  });

  /** `[CONSTRAINT name]`; that of a primary key or of NOT NULL is not kept. */
  protected readonly constraintName = this.RULE('constraintName', (): Name | undefined =>
    this.OPTION(() => {
      this.CONSUME(word.constraint);
      return nameOf(this.CONSUME(PlainName));
    }),
  );
}

function plainIdentity(at: number): ColumnConstraint {
  return { kind: 'identity', identity: { generation: 'by-default', options: [], at }, at };
}
