import type { Reindex, ReindexTarget } from '../ast/ast.ts';
import { ExplainGrammar } from './grammar-explain.ts';
import { NamespaceWord, keyword as word } from './tokens.ts';
import { readSwitches, type WrittenOption } from './written-option.ts';

/** What keeps tables fast: REINDEX. */
export abstract class MaintenanceGrammar extends ExplainGrammar {
  protected readonly reindex = this.RULE('reindex', (): Reindex => {
    const { startOffset: at } = this.CONSUME(word.reindex);
    const options = this.OPTION(() => this.SUBRULE(this.writtenOptions));
    this.ACTION(() => checkReindexOptions(options ?? []));
    return { kind: 'reindex', target: this.SUBRULE(this.reindexTarget), at };
  });

  protected readonly reindexTarget = this.RULE(
    'reindexTarget',
    (): ReindexTarget =>
      this.OR<ReindexTarget>([
        {
          ALT: () => {
            this.CONSUME(word.index);
            this.OPTION(() => this.CONSUME(word.concurrently));
            return { kind: 'index', name: this.SUBRULE(this.tableName) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.table);
            this.OPTION1(() => this.CONSUME1(word.concurrently));
            return { kind: 'table', name: this.SUBRULE1(this.tableName) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(NamespaceWord);
            this.OPTION2(() => this.CONSUME2(word.concurrently));
            return { kind: 'namespace', name: this.SUBRULE(this.namespaceName) };
          },
        },
      ]),
  );
}

/** Indexes are always built anew beside running writes, and there is nothing more to tell of it. */
function checkReindexOptions(written: readonly WrittenOption[]): void {
  readSwitches('REINDEX', ['concurrently', 'verbose'], written);
}
