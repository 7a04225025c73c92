import type { CreateIndex, DropIndex, OrderItem, RenameObject } from '../ast/ast.ts';
import { nameOf } from './grammar-name.ts';
import { ViewGrammar } from './grammar-view.ts';
import { Comma, LeftParen, PlainName, RightParen, keyword as word } from './tokens.ts';

/** CREATE, DROP and ALTER INDEX, and ALTER VIEW. The caller has consumed the verb at `at`. */
export abstract class IndexGrammar extends ViewGrammar {
  protected readonly createIndex = this.RULE('createIndex', (at: number): CreateIndex => {
    const unique = this.OPTION(() => this.CONSUME(word.unique));
    this.CONSUME(word.index);
    // Indexes are always built beside running writes.
    this.OPTION1(() => this.CONSUME(word.concurrently));
    const ifNotExists = this.OPTION2({
      GATE: () => this.LA(2).tokenType === word.not,
      DEF: () => this.SUBRULE(this.ifNotExists),
    });
    const name = this.OPTION3(() => nameOf(this.CONSUME(PlainName)));
    const on = this.CONSUME(word.on);
    if (ifNotExists === true && name === undefined) {
      this.refuse(on, 'IF NOT EXISTS needs the name of the index');
    }
    const table = this.SUBRULE(this.tableName);
    this.OPTION4(() => {
      this.CONSUME(word.using);
      this.CONSUME(word.btree);
    });
    const keys: OrderItem[] = [];
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        keys.push(this.SUBRULE(this.orderItem));
      },
    });
    this.CONSUME(RightParen);
    const nullsDistinct = this.SUBRULE(this.nullsDistinct);
    const where = this.OPTION5(() => this.SUBRULE(this.whereClause));
    return {
      kind: 'create-index',
      name,
      table,
      unique: unique !== undefined,
      nullsDistinct,
      ifNotExists: ifNotExists ?? false,
      keys,
      where,
      at,
    };
  });

  protected readonly dropIndex = this.RULE('dropIndex', (at: number): DropIndex => {
    this.CONSUME(word.index);
    this.OPTION(() => this.CONSUME(word.concurrently));
    const ifExists = this.OPTION1({
      GATE: () => this.LA(2).tokenType === word.exists,
      DEF: () => this.SUBRULE(this.ifExists),
    });
    const indexes = this.SUBRULE(this.tableList);
    const cascade = this.SUBRULE(this.dropBehavior);
    return { kind: 'drop-index', indexes, ifExists: ifExists ?? false, cascade, at };
  });

  /** ALTER INDEX and ALTER VIEW, behind ALTER at `at`. */
  protected readonly renameObject = this.RULE('renameObject', (at: number): RenameObject => {
    const kind = this.OR<RenameObject['kind']>([
      { ALT: () => this.CONSUME(word.index) && 'alter-index' },
      { ALT: () => this.CONSUME(word.view) && 'alter-view' },
    ]);
    const ifExists = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.exists,
      DEF: () => this.SUBRULE(this.ifExists),
    });
    const name = this.SUBRULE(this.tableName);
    this.CONSUME(word.rename);
    const renameTo = this.SUBRULE(this.newName);
    return { kind, name, ifExists: ifExists ?? false, renameTo, at };
  });
}
