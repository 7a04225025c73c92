import type { CreateView, DropView } from '../ast/ast.ts';
import { UserGrammar } from './grammar-user.ts';
import { keyword as word } from './tokens.ts';

/** CREATE VIEW and DROP VIEW. The caller has consumed CREATE or DROP at `at`. */
export abstract class ViewGrammar extends UserGrammar {
  protected readonly createView = this.RULE('createView', (at: number): CreateView => {
    const orReplace = this.OPTION(() => {
      this.CONSUME(word.or);
      return this.CONSUME(word.replace);
    });
    this.CONSUME(word.view);
    const ifNotExists = this.OPTION1({
      GATE: () => this.LA(2).tokenType === word.not,
      DEF: () => this.SUBRULE(this.ifNotExists),
    });
    const view = this.SUBRULE(this.tableName);
    const columns = this.OPTION2(() => this.SUBRULE(this.nameList));
    this.CONSUME(word.as);
    const { startOffset: start } = this.LA(1);
    const query = this.SUBRULE(this.query);
    return {
      kind: 'create-view',
      view,
      orReplace: orReplace !== undefined,
      ifNotExists: ifNotExists ?? false,
      columns: columns ?? [],
      query,
      queryText: this.source.slice(start, this.consumedEnd()),
      at,
    };
  });

  protected readonly dropView = this.RULE('dropView', (at: number): DropView => {
    this.CONSUME(word.view);
    const ifExists = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.exists,
      DEF: () => this.SUBRULE(this.ifExists),
    });
    const views = this.SUBRULE(this.tableList);
    const cascade = this.SUBRULE(this.dropBehavior);
    return { kind: 'drop-view', views, ifExists: ifExists ?? false, cascade, at };
  });
}
