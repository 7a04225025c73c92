import type {
  IsolationLevel,
  SetTransaction,
  TransactionModes,
  TransactionStatement,
} from '../ast/transaction-ast.ts';
import { nameOf } from './grammar-name.ts';
import { PrepareGrammar } from './grammar-prepare.ts';
import { Comma, PlainName, keyword as word } from './tokens.ts';

/** Statements that begin and end transactions and savepoints. */
export abstract class TransactionGrammar extends PrepareGrammar {
  protected readonly transaction = this.RULE(
    'transaction',
    (): TransactionStatement =>
      this.OR<TransactionStatement>([
        { ALT: () => this.SUBRULE(this.begin) },
        { ALT: () => this.SUBRULE(this.startTransaction) },
        { ALT: () => this.SUBRULE(this.commit) },
        { ALT: () => this.SUBRULE(this.rollback) },
        { ALT: () => this.SUBRULE(this.savepoint) },
        { ALT: () => this.SUBRULE(this.releaseSavepoint) },
      ]),
  );

  protected readonly begin = this.RULE('begin', (): TransactionStatement => {
    const { startOffset: at } = this.CONSUME(word.begin);
    this.SUBRULE(this.workWord);
    const modes = this.OPTION(() => this.SUBRULE(this.transactionModes));
    return { kind: 'begin', modes: modes ?? noModes, at };
  });

  protected readonly startTransaction = this.RULE('startTransaction', (): TransactionStatement => {
    const { startOffset: at } = this.CONSUME(word.start);
    this.CONSUME(word.transaction);
    const modes = this.OPTION(() => this.SUBRULE(this.transactionModes));
    return { kind: 'begin', modes: modes ?? noModes, at };
  });

  /** What follows SET at `at`. */
  protected readonly setTransaction = this.RULE('setTransaction', (at: number): SetTransaction => {
    this.CONSUME(word.transaction);
    return { kind: 'set-transaction', modes: this.SUBRULE(this.transactionModes), at };
  });

  protected readonly commit = this.RULE('commit', (): TransactionStatement => {
    const { startOffset: at } = this.OR([
      { ALT: () => this.CONSUME(word.commit) },
      { ALT: () => this.CONSUME(word.end) },
    ]);
    this.SUBRULE(this.workWord);
    return { kind: 'commit', at };
  });

  protected readonly rollback = this.RULE('rollback', (): TransactionStatement => {
    const { startOffset: at } = this.OR([
      { ALT: () => this.CONSUME(word.rollback) },
      { ALT: () => this.CONSUME(word.abort) },
    ]);
    this.SUBRULE(this.workWord);
    const name = this.OPTION(() => {
      this.CONSUME(word.to);
      return this.SUBRULE(this.savepointName);
    });
    return name === undefined
      ? { kind: 'rollback', at }
      : { kind: 'rollback-to-savepoint', name, at };
  });

  protected readonly savepoint = this.RULE('savepoint', (): TransactionStatement => {
    const { startOffset: at } = this.CONSUME(word.savepoint);
    return { kind: 'savepoint', name: nameOf(this.CONSUME(PlainName)), at };
  });

  protected readonly releaseSavepoint = this.RULE('releaseSavepoint', (): TransactionStatement => {
    const { startOffset: at } = this.CONSUME(word.release);
    return { kind: 'release-savepoint', name: this.SUBRULE(this.savepointName), at };
  });

  /** `[SAVEPOINT] name`; a savepoint may be called "savepoint". */
  protected readonly savepointName = this.RULE('savepointName', () => {
    this.OPTION({
      GATE: () => this.LA(2).tokenType.CATEGORIES?.includes(PlainName) ?? false,
      DEF: () => this.CONSUME(word.savepoint),
    });
    return nameOf(this.CONSUME(PlainName));
  });

  /** `[WORK | TRANSACTION]` */
  protected readonly workWord = this.RULE('workWord', (): void => {
    this.OPTION(() => {
      this.OR([
        { ALT: () => this.CONSUME(word.work) },
        { ALT: () => this.CONSUME(word.transaction) },
      ]);
    });
  });

  /** Modes with or without commas between them. */
  protected readonly transactionModes = this.RULE('transactionModes', (): TransactionModes => {
    const modes = [this.SUBRULE(this.transactionMode)];
    this.MANY(() => {
      this.OPTION(() => this.CONSUME(Comma));
      modes.push(this.SUBRULE1(this.transactionMode));
    });
    return this.RECORDING_PHASE ? noModes : combine(modes);
  });

  protected readonly transactionMode = this.RULE(
    'transactionMode',
    (): TransactionModes =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(word.isolation);
            this.CONSUME(word.level);
            return { isolation: this.SUBRULE(this.isolationLevel), readOnly: undefined };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.read);
            return { isolation: undefined, readOnly: this.SUBRULE(this.accessMode) };
          },
        },
      ]),
  );

  /** ONLY or WRITE: whether nothing may be written. */
  protected readonly accessMode = this.RULE('accessMode', (): boolean =>
    this.OR([
      {
        ALT: () => {
          this.CONSUME(word.only);
          return true;
        },
      },
      {
        ALT: () => {
          this.CONSUME(word.write);
          return false;
        },
      },
    ]),
  );

  protected readonly isolationLevel = this.RULE(
    'isolationLevel',
    (): IsolationLevel =>
      this.OR<IsolationLevel>([
        { ALT: () => this.SUBRULE(this.readLevel) },
        {
          ALT: () => {
            this.CONSUME(word.repeatable);
            this.CONSUME(word.read);
            return 'repeatable read';
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.snapshot);
            return 'snapshot';
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.serializable);
            return 'serializable';
          },
        },
      ]),
  );

  protected readonly readLevel = this.RULE('readLevel', (): IsolationLevel => {
    this.CONSUME(word.read);
    return this.OR<IsolationLevel>([
      {
        ALT: () => {
          this.CONSUME(word.committed);
          return 'read committed';
        },
      },
      {
        ALT: () => {
          this.CONSUME(word.uncommitted);
          return 'read uncommitted';
        },
      },
    ]);
  });
}

const noModes: TransactionModes = { isolation: undefined, readOnly: undefined };

/** A mode that is given twice counts as it was given last. */
function combine(modes: readonly TransactionModes[]): TransactionModes {
  return modes.reduce((before, { isolation, readOnly }) => ({
    isolation: isolation ?? before.isolation,
    readOnly: readOnly ?? before.readOnly,
  }));
}
