import type { IToken } from 'chevrotain';
import type { TableOption } from '../ast/ast.ts';
import { MergeGrammar } from './grammar-merge.ts';
import { nameOf } from './grammar-name.ts';
import { tokenText } from './lexer.ts';
import {
  Comma,
  Equal,
  FlushMeasure,
  Label,
  LeftParen,
  Minus,
  NumberToken,
  NumberWithUnit,
  RightParen,
  StringToken,
  keyword as word,
} from './tokens.ts';

/** `( key = value, … )` lists and the older trailing clauses of CREATE TABLE. */
export abstract class OptionGrammar extends MergeGrammar {
  protected readonly optionList = this.RULE('optionList', (): TableOption[] => {
    const options: TableOption[] = [];
    this.CONSUME(LeftParen);
    this.MANY_SEP({
      SEP: Comma,
      DEF: () => {
        const name = nameOf(this.CONSUME(Label));
        this.CONSUME(Equal);
        options.push({ name, value: this.SUBRULE(this.optionValue), at: name.at });
      },
    });
    this.CONSUME(RightParen);
    return options;
  });

  protected readonly optionValue = this.RULE('optionValue', (): TableOption['value'] =>
    this.OR({
      DEF: [
        { ALT: () => tokenText(this.CONSUME(StringToken)) },
        {
          ALT: () => {
            const sign = this.OPTION(() => this.CONSUME(Minus)) === undefined ? '' : '-';
            return numberValue(sign + tokenText(this.CONSUME(NumberToken)));
          },
        },
        { ALT: () => this.CONSUME(word.true) !== undefined },
        { ALT: () => this.CONSUME(word.false) === undefined },
        { ALT: () => tokenText(this.CONSUME(Label)) },
      ],
      // TRUE and FALSE are words too, but not as values.
      IGNORE_AMBIGUITIES: true,
    }),
  );

  /** One clause after the column list: WITH (…) or an older one, as the options it stands for. */
  protected readonly tableClause = this.RULE('tableClause', (): TableOption[] =>
    this.OR([
      {
        ALT: () => {
          this.CONSUME(word.with);
          return this.SUBRULE(this.optionList);
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.table_type);
          return [option('type', token, this.SUBRULE(this.wordValue))];
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.storage);
          return [option('storage_id', token, this.SUBRULE1(this.wordValue))];
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.use_user_storage);
          const value = this.OPTION(() =>
            this.OR1([
              { ALT: () => this.CONSUME(word.true) !== undefined },
              { ALT: () => this.CONSUME(word.false) === undefined },
            ]),
          );
          return [option('use_user_storage', token, value ?? true)];
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.ttl);
          return [option('ttl_seconds', token, numberValue(this.SUBRULE(this.quantity)))];
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.access);
          this.CONSUME(word.level);
          const value = this.SUBRULE2(this.wordValue);
          return [{ ...option('access_level', token, value), clause: 'ACCESS LEVEL' }];
        },
      },
      { ALT: () => [this.SUBRULE(this.flushClause)] },
    ]),
  );

  /** FLUSH [POLICY [COMBINED]] and one or two measures, as `rows:N,interval:S`. */
  protected readonly flushClause = this.RULE('flushClause', (): TableOption => {
    const token = this.CONSUME(word.flush);
    let rows: string | undefined;
    let seconds: string | undefined;
    this.OPTION(() => {
      this.CONSUME(word.policy);
      this.OPTION1(() => this.CONSUME(word.combined));
    });
    this.AT_LEAST_ONE(() => {
      const measure = this.CONSUME(FlushMeasure);
      const value = this.SUBRULE(this.quantity);
      const isRows = tokenText(measure).startsWith('row');
      if ((isRows ? rows : seconds) !== undefined) {
        this.refuse(measure, `the flush clause has ${isRows ? 'rows' : 'an interval'} twice`);
      }
      rows = isRows ? value : rows;
      seconds = isRows ? seconds : value;
    });
    const parts = [
      ...(rows === undefined ? [] : [`rows:${rows}`]),
      ...(seconds === undefined ? [] : [`interval:${seconds}`]),
    ];
    return option('flush_policy', token, parts.join(','));
  });

  /** Digits; a number of seconds may have its unit: `300s`. */
  protected readonly quantity = this.RULE('quantity', (): string =>
    this.OR([
      { ALT: () => tokenText(this.CONSUME(NumberToken)) },
      {
        ALT: () => {
          const token = this.CONSUME(NumberWithUnit);
          const digits = /^([0-9]+)s$/i.exec(token.image)?.[1];
          if (digits === undefined) {
            this.refuse(token, `"${token.image}" is not a number of seconds such as 300 or 300s`);
          }
          return digits ?? '';
        },
      },
    ]),
  );

  /** A word or a string. */
  protected readonly wordValue = this.RULE('wordValue', (): string =>
    tokenText(
      this.OR([{ ALT: () => this.CONSUME(Label) }, { ALT: () => this.CONSUME(StringToken) }]),
    ),
  );
}

function option(name: string, token: IToken, value: TableOption['value']): TableOption {
  const at = token.startOffset;
  return { name: { text: name, at }, value, clause: token.image.toUpperCase(), at };
}

/** A number, or its digits where a double would lose some of them. */
function numberValue(digits: string): string | number {
  const value = Number(digits);
  const isExact = !/^-?[0-9]+$/.test(digits) || Number.isSafeInteger(value);
  return isExact && Number.isFinite(value) ? value : digits;
}
