import type { Comment, CommentSubject, Name, TableName } from '../ast/ast.ts';
import { nameOf } from './grammar-name.ts';
import { ShowGrammar } from './grammar-show.ts';
import { Dot, Label, keyword as word } from './tokens.ts';

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
            this.CONSUME(word.namespace);
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

interface ColumnPath {
  readonly table: TableName;
  readonly column: Name;
}
