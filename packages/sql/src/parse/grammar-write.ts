import type { Delete, Expression, Insert, Update } from '../ast/ast.ts';
import { nameOf } from './grammar-name.ts';
import { SelectGrammar } from './grammar-select.ts';
import { Comma, Equal, LeftParen, PlainName, RightParen, keyword as word } from './tokens.ts';

type Assignment = Update['assignments'][number];

/** INSERT, UPDATE, DELETE. */
export abstract class WriteGrammar extends SelectGrammar {
  protected readonly insert = this.RULE('insert', (): Insert => {
    const { startOffset: at } = this.CONSUME(word.insert);
    this.CONSUME(word.into);
    const table = this.SUBRULE(this.tableName);
    const columns = this.OPTION(() => this.SUBRULE(this.nameList)) ?? [];
    const rows: Expression[][] = [];
    this.CONSUME(word.values);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        rows.push(this.SUBRULE(this.insertRow));
      },
    });
    return { kind: 'insert', table, columns, rows, at };
  });

  protected readonly insertRow = this.RULE('insertRow', (): Expression[] => {
    const values: Expression[] = [];
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        values.push(this.SUBRULE(this.assignedValue));
      },
    });
    this.CONSUME(RightParen);
    return values;
  });

  /** An expression or DEFAULT. */
  protected readonly assignedValue = this.RULE(
    'assignedValue',
    (): Expression =>
      this.OR([
        { ALT: () => this.SUBRULE(this.expression) },
        { ALT: () => ({ kind: 'default', at: this.CONSUME(word.default).startOffset }) },
      ]),
  );

  protected readonly update = this.RULE('update', (): Update => {
    const { startOffset: at } = this.CONSUME(word.update);
    const table = this.SUBRULE(this.tableName);
    const assignments: Assignment[] = [];
    this.CONSUME(word.set);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        assignments.push(this.SUBRULE(this.assignment));
      },
    });
    const where = this.OPTION(() => this.SUBRULE(this.whereClause));
    return { kind: 'update', table, assignments, where, at };
  });

  protected readonly assignment = this.RULE('assignment', (): Assignment => {
    const column = nameOf(this.CONSUME(PlainName));
    this.CONSUME(Equal);
    return { column, value: this.SUBRULE(this.assignedValue) };
  });

  protected readonly delete = this.RULE('delete', (): Delete => {
    const { startOffset: at } = this.CONSUME(word.delete);
    this.CONSUME(word.from);
    const table = this.SUBRULE(this.tableName);
    const where = this.OPTION(() => this.SUBRULE(this.whereClause));
    return { kind: 'delete', table, where, at };
  });
}
