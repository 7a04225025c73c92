import type { Analyze, AnalyzedTable, Reindex, ReindexTarget } from '../ast/ast.ts';
import { ExplainGrammar } from './grammar-explain.ts';
import { Comma, NamespaceWord, keyword as word } from './tokens.ts';
import { readSwitches, type WrittenOption } from './written-option.ts';

/** What is done for tables as they are: REINDEX and ANALYZE. */
export abstract class MaintenanceGrammar extends ExplainGrammar {
  protected readonly reindex = this.RULE('reindex', (): Reindex => {
    const { startOffset: at } = this.CONSUME(word.reindex);
    const options = this.OPTION(() => this.SUBRULE(this.writtenOptions));
    this.ACTION(() => checkReindexOptions(options ?? []));
    return { kind: 'reindex', target: this.SUBRULE(this.reindexTarget), at };
  });

  protected readonly analyze = this.RULE('analyze', (): Analyze => {
    const { startOffset: at } = this.OR([
      { ALT: () => this.CONSUME(word.analyze) },
      { ALT: () => this.CONSUME(word.analyse) },
    ]);
    const options = this.OPTION(() => this.SUBRULE(this.writtenOptions));
    this.ACTION(() => checkAnalyzeOptions(options ?? []));
    this.OPTION1(() => this.CONSUME(word.verbose));
    const tables: AnalyzedTable[] = [];
    this.MANY_SEP({
      SEP: Comma,
      DEF: () => {
        const table = this.SUBRULE(this.tableName);
        const columns = this.OPTION2(() => this.SUBRULE(this.nameList));
        tables.push({ table, columns: columns ?? [] });
      },
    });
    return { kind: 'analyze', tables, at };
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

/** Nothing is locked, and there is no more to tell of it than that it was done. */
function checkAnalyzeOptions(written: readonly WrittenOption[]): void {
  readSwitches('ANALYZE', ['verbose', 'skip_locked'], written);
}

/** Indexes are always built anew beside running writes, and there is nothing more to tell of it. */
function checkReindexOptions(written: readonly WrittenOption[]): void {
  readSwitches('REINDEX', ['concurrently', 'verbose'], written);
}
