import type {
  CreateNamespace,
  Describe,
  DropNamespace,
  ShowNamespaces,
  ShowTables,
} from '../ast/ast.ts';
import { AlterGrammar } from './grammar-alter.ts';
import { nameOf } from './grammar-name.ts';
import { PlainName, keyword as word } from './tokens.ts';

/** Namespaces, SHOW and DESCRIBE. Of CREATE and DROP the caller has consumed the verb at `at`. */
export abstract class CatalogGrammar extends AlterGrammar {
  protected readonly createNamespace = this.RULE(
    'createNamespace',
    (at: number): CreateNamespace => {
      this.CONSUME(word.namespace);
      const ifNotExists = this.OPTION({
        GATE: () => this.LA(2).tokenType === word.not,
        DEF: () => this.SUBRULE(this.ifNotExists),
      });
      const name = nameOf(this.CONSUME(PlainName));
      return { kind: 'create-namespace', name, ifNotExists: ifNotExists ?? false, at };
    },
  );

  protected readonly dropNamespace = this.RULE('dropNamespace', (at: number): DropNamespace => {
    this.CONSUME(word.namespace);
    const ifExists = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.exists,
      DEF: () => this.SUBRULE(this.ifExists),
    });
    const name = nameOf(this.CONSUME(PlainName));
    const cascade = this.SUBRULE(this.dropBehavior);
    return { kind: 'drop-namespace', name, ifExists: ifExists ?? false, cascade, at };
  });

  protected readonly show = this.RULE('show', (): ShowNamespaces | ShowTables | Describe => {
    const { startOffset: at } = this.CONSUME(word.show);
    return this.OR<ShowNamespaces | ShowTables | Describe>([
      {
        ALT: () => {
          this.CONSUME(word.namespaces);
          return { kind: 'show-namespaces', at };
        },
      },
      {
        ALT: () => {
          this.CONSUME(word.tables);
          const namespace = this.OPTION(() => {
            this.CONSUME(word.in);
            this.OPTION1({
              // A namespace may itself be called so.
              GATE: () => this.LA(2).tokenType.CATEGORIES?.includes(PlainName) ?? false,
              DEF: () => this.CONSUME(word.namespace),
            });
            return nameOf(this.CONSUME(PlainName));
          });
          return { kind: 'show-tables', namespace, at };
        },
      },
      {
        ALT: () => {
          this.CONSUME(word.columns);
          this.CONSUME(word.from);
          return { kind: 'describe', table: this.SUBRULE(this.tableName), at };
        },
      },
    ]);
  });

  protected readonly describe = this.RULE('describe', (): Describe => {
    const { startOffset: at } = this.OR([
      { ALT: () => this.CONSUME(word.describe) },
      { ALT: () => this.CONSUME(word.desc) },
    ]);
    this.OPTION(() => this.CONSUME(word.table));
    return { kind: 'describe', table: this.SUBRULE(this.tableName), at };
  });
}
