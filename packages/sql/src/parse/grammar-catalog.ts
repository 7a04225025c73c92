import type { AlterNamespace, CreateNamespace, DropNamespace } from '../ast/ast.ts';
import { AlterGrammar } from './grammar-alter.ts';
import { nameOf } from './grammar-name.ts';
import { NamespaceWord, PlainName, keyword as word } from './tokens.ts';

/** Namespaces. The caller has consumed the verb at `at`. */
export abstract class CatalogGrammar extends AlterGrammar {
  protected readonly createNamespace = this.RULE(
    'createNamespace',
    (at: number): CreateNamespace => {
      this.CONSUME(NamespaceWord);
      const ifNotExists = this.OPTION({
        GATE: () => this.LA(2).tokenType === word.not,
        DEF: () => this.SUBRULE(this.ifNotExists),
      });
      const name = nameOf(this.CONSUME(PlainName));
      return { kind: 'create-namespace', name, ifNotExists: ifNotExists ?? false, at };
    },
  );

  /** `ALTER NAMESPACE [IF EXISTS] n SET OPTIONS (key = value, …)` */
  protected readonly alterNamespace = this.RULE('alterNamespace', (at: number): AlterNamespace => {
    this.CONSUME(NamespaceWord);
    const ifExists = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.exists,
      DEF: () => this.SUBRULE(this.ifExists),
    });
    const name = nameOf(this.CONSUME(PlainName));
    this.CONSUME(word.set);
    this.CONSUME(word.options);
    const options = this.SUBRULE(this.optionList);
    return { kind: 'alter-namespace', name, ifExists: ifExists ?? false, options, at };
  });

  protected readonly dropNamespace = this.RULE('dropNamespace', (at: number): DropNamespace => {
    this.CONSUME(NamespaceWord);
    const ifExists = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.exists,
      DEF: () => this.SUBRULE(this.ifExists),
    });
    const names = this.SUBRULE(this.plainNames);
    const cascade = this.SUBRULE(this.dropBehavior);
    return { kind: 'drop-namespace', names, ifExists: ifExists ?? false, cascade, at };
  });
}
