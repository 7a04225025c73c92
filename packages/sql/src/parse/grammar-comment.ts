import type { Comment, CommentSubject } from '../ast/ast.ts';
import { ShowGrammar } from './grammar-show.ts';
import { NamespaceWord, keyword as word } from './tokens.ts';

/** COMMENT ON. */
export abstract class CommentGrammar extends ShowGrammar {
  protected readonly comment = this.RULE('comment', (): Comment => {
    const { startOffset: at } = this.CONSUME(word.comment);
    this.CONSUME(word.on);
    const subject = this.SUBRULE(this.commentSubject);
    this.CONSUME(word.is);
    const text = this.OR<string | undefined>([
      { ALT: () => this.SUBRULE(this.stringValue) },
      { ALT: () => this.CONSUME(word.null) && undefined },
    ]);
    return { kind: 'comment', subject, text, at };
  });

  protected readonly commentSubject = this.RULE(
    'commentSubject',
    (): CommentSubject =>
      this.OR<CommentSubject>([
        {
          ALT: () => {
            this.CONSUME(word.table);
            return { kind: 'table', name: this.SUBRULE(this.tableName) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.view);
            return { kind: 'view', name: this.SUBRULE1(this.tableName) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.index);
            return { kind: 'index', name: this.SUBRULE2(this.tableName) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.sequence);
            return { kind: 'sequence', name: this.SUBRULE3(this.tableName) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(NamespaceWord);
            return { kind: 'namespace', name: this.SUBRULE(this.namespaceName) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.column);
            return { kind: 'column', ...this.SUBRULE(this.columnPath) };
          },
        },
      ]),
  );
}
