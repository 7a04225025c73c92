import type {
  AlterSequence,
  ColumnPath,
  CreateSequence,
  DropSequence,
  NumberOption,
  SequenceOption,
} from '../ast/ast.ts';
import { nameOf } from './grammar-name.ts';
import { OptionGrammar } from './grammar-option.ts';
import { tokenText } from './lexer.ts';
import { Dot, Label, Minus, NumberToken, PlainName, Plus, keyword as word } from './tokens.ts';

/** Sequences, and the options that identity columns share with them. The caller has consumed the verb at `at`. */
export abstract class SequenceGrammar extends OptionGrammar {
  protected readonly createSequence = this.RULE('createSequence', (at: number): CreateSequence => {
    this.CONSUME(word.sequence);
    const ifNotExists = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.not,
      DEF: () => this.SUBRULE(this.ifNotExists),
    });
    const sequence = this.SUBRULE(this.tableName);
    const options: SequenceOption[] = [];
    this.MANY(() => {
      options.push(this.SUBRULE(this.sequenceOption));
    });
    return { kind: 'create-sequence', sequence, ifNotExists: ifNotExists ?? false, options, at };
  });

  protected readonly alterSequence = this.RULE('alterSequence', (at: number): AlterSequence => {
    this.CONSUME(word.sequence);
    const ifExists = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.exists,
      DEF: () => this.SUBRULE(this.ifExists),
    });
    const sequence = this.SUBRULE(this.tableName);
    const change = this.OR<AlterSequence['change']>([
      {
        ALT: () => {
          this.CONSUME(word.rename);
          this.CONSUME(word.to);
          return { renameTo: nameOf(this.CONSUME(PlainName)) };
        },
      },
      { ALT: () => this.SUBRULE(this.sequenceOptions) },
    ]);
    return { kind: 'alter-sequence', sequence, ifExists: ifExists ?? false, change, at };
  });

  protected readonly dropSequence = this.RULE('dropSequence', (at: number): DropSequence => {
    this.CONSUME(word.sequence);
    const ifExists = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.exists,
      DEF: () => this.SUBRULE(this.ifExists),
    });
    const sequences = this.SUBRULE(this.tableList);
    const cascade = this.SUBRULE(this.dropBehavior);
    return { kind: 'drop-sequence', sequences, ifExists: ifExists ?? false, cascade, at };
  });

  protected readonly sequenceOptions = this.RULE('sequenceOptions', (): SequenceOption[] => {
    const options: SequenceOption[] = [];
    this.AT_LEAST_ONE(() => {
      options.push(this.SUBRULE(this.sequenceOption));
    });
    return options;
  });

  protected readonly sequenceOption = this.RULE('sequenceOption', (): SequenceOption => {
    const { startOffset: at } = this.LA(1);
    return this.OR<SequenceOption>([
      {
        ALT: () => {
          this.CONSUME(word.as);
          return { kind: 'type', type: this.SUBRULE(this.typeName), at };
        },
      },
      {
        ALT: () => {
          const kind = this.SUBRULE(this.numberOption);
          return { kind, digits: this.SUBRULE(this.wholeNumber), at };
        },
      },
      { ALT: () => this.SUBRULE(this.negatedOption) },
      { ALT: () => this.CONSUME(word.cycle) && { kind: 'cycle', cycle: true, at } },
      { ALT: () => this.SUBRULE(this.restartOption) },
      { ALT: () => this.SUBRULE(this.ownedBy) },
    ]);
  });

  /** The word before a number, with the one that may follow it. */
  protected readonly numberOption = this.RULE(
    'numberOption',
    (): NumberOption =>
      this.OR<NumberOption>([
        {
          ALT: () => {
            this.CONSUME(word.increment);
            this.OPTION(() => this.CONSUME(word.by));
            return 'increment';
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.start);
            this.OPTION1(() => this.CONSUME(word.with));
            return 'start';
          },
        },
        { ALT: () => this.CONSUME(word.minvalue) && 'minvalue' },
        { ALT: () => this.CONSUME(word.maxvalue) && 'maxvalue' },
        { ALT: () => this.CONSUME(word.cache) && 'cache' },
      ]),
  );

  /** `NO MINVALUE`, `NO MAXVALUE`, `NO CYCLE` */
  protected readonly negatedOption = this.RULE('negatedOption', (): SequenceOption => {
    const { startOffset: at } = this.CONSUME(word.no);
    return this.OR<SequenceOption>([
      { ALT: () => this.CONSUME(word.minvalue) && { kind: 'no-minvalue', at } },
      { ALT: () => this.CONSUME(word.maxvalue) && { kind: 'no-maxvalue', at } },
      { ALT: () => this.CONSUME(word.cycle) && { kind: 'cycle', cycle: false, at } },
    ]);
  });

  /** `RESTART [[WITH] number]` */
  protected readonly restartOption = this.RULE('restartOption', (): SequenceOption => {
    const { startOffset: at } = this.CONSUME(word.restart);
    const digits = this.OPTION(() => {
      this.OPTION1(() => this.CONSUME(word.with));
      return this.SUBRULE(this.wholeNumber);
    });
    return { kind: 'restart', digits, at };
  });

  /** `OWNED BY table.column` or `OWNED BY NONE` */
  protected readonly ownedBy = this.RULE('ownedBy', (): SequenceOption => {
    const { startOffset: at } = this.CONSUME(word.owned);
    this.CONSUME(word.by);
    const owner = this.OR<ColumnPath | undefined>({
      DEF: [
        {
          GATE: () => this.LA(2).tokenType !== Dot,
          ALT: () => this.CONSUME(word.none) && undefined,
        },
        { ALT: () => this.SUBRULE(this.columnPath) },
      ],
      // A table may be called "none"; the gate has looked behind the word.
      IGNORE_AMBIGUITIES: true,
    });
    return { kind: 'owned-by', owner, at };
  });

  /** The digits of a number without a point, with `-` before a negative one. */
  protected readonly wholeNumber = this.RULE('wholeNumber', (): string => {
    const sign = this.OPTION(() =>
      this.OR([{ ALT: () => this.CONSUME(Minus) && '-' }, { ALT: () => this.CONSUME(Plus) && '' }]),
    );
    const token = this.CONSUME(NumberToken);
    const digits = tokenText(token);
    if (!/^\d+$/.test(digits)) this.refuse(token, `"${digits}" is not a whole number`);
    return `${sign ?? ''}${digits}`;
  });

  /** `[namespace.]table.column` */
  protected readonly columnPath = this.RULE('columnPath', (): ColumnPath => {
    const { namespace, name } = this.SUBRULE(this.tableName);
    const first = this.LA(0);
    const third = this.OPTION(() => {
      this.CONSUME(Dot);
      return nameOf(this.CONSUME(Label));
    });
    if (third !== undefined) return { table: { namespace, name }, column: third };
    if (namespace === undefined) {
      this.refuse(first, 'the name of the column needs that of its table before it');
    }
    return { table: { namespace: undefined, name: namespace ?? name }, column: name };
  });
}
