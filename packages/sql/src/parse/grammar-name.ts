import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import type { Name, TableName, TypeName } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import { tokenText } from './lexer.ts';
import { isQueryAhead } from './query-ahead.ts';
import { sentenceProvider } from './syntax-error.ts';
import {
  allTokens,
  Comma,
  Dot,
  Label,
  LeftBracket,
  LeftParen,
  Minus,
  NumberToken,
  PlainName,
  RightBracket,
  RightParen,
  Star,
  StringToken,
  keyword as word,
} from './tokens.ts';

/** Names, table names and type names: what all grammars build on. Rules give AST nodes. */
export abstract class NameGrammar extends EmbeddedActionsParser {
  /** The whole text being parsed. */
  protected source = '';

  constructor(isChecked: boolean) {
    super(allTokens, {
      // Also bounds the work of describing an error: with 3, some took 25 ms.
      maxLookahead: 1,
      recoveryEnabled: false,
      skipValidations: !isChecked,
      errorMessageProvider: sentenceProvider,
    });
  }

  /** `[namespace.]name`; the namespace `default` needs no quotes although the word is reserved. */
  protected readonly tableName = this.RULE('tableName', (): TableName => {
    const first = this.OR([
      { ALT: () => nameOf(this.CONSUME(PlainName)) },
      {
        GATE: () => this.LA(2).tokenType === Dot,
        ALT: () => nameOf(this.CONSUME(word.default)),
      },
    ]);
    const second = this.OPTION(() => {
      this.CONSUME(Dot);
      return nameOf(this.CONSUME(Label));
    });
    return second === undefined
      ? { namespace: undefined, name: first }
      : { namespace: first, name: second };
  });

  /**
   * `[ONLY] t [*]` or `ONLY (t)`, where rows are read or written: no table has children, so that
   * both say what is so anyway.
   */
  protected readonly relation = this.RULE('relation', (): TableName => {
    const only = this.OPTION(() => this.CONSUME(word.only));
    const isEnclosed =
      this.OPTION1({
        GATE: () => only !== undefined,
        DEF: () => this.CONSUME(LeftParen),
      }) !== undefined;
    const table = this.SUBRULE(this.tableName);
    this.OPTION2({ GATE: () => isEnclosed, DEF: () => this.CONSUME(RightParen) });
    this.OPTION3({ GATE: () => only === undefined, DEF: () => this.CONSUME(Star) });
    return table;
  });

  /** `a, b, …` */
  protected readonly tableList = this.RULE('tableList', (): TableName[] => {
    const names: TableName[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        names.push(this.SUBRULE(this.tableName));
      },
    });
    return names;
  });

  protected readonly aliasBehindAs = this.RULE('aliasBehindAs', (): Name => {
    this.CONSUME(word.as);
    return nameOf(this.CONSUME(PlainName));
  });

  /** `(a, b, …)` */
  protected readonly nameList = this.RULE('nameList', (): Name[] => {
    this.CONSUME(LeftParen);
    const names = this.SUBRULE(this.plainNames);
    this.CONSUME(RightParen);
    return names;
  });

  /** `a, b, …` without namespaces. */
  protected readonly plainNames = this.RULE('plainNames', (): Name[] => {
    const names: Name[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        names.push(nameOf(this.CONSUME(PlainName)));
      },
    });
    return names;
  });

  protected readonly typeName = this.RULE('typeName', (): TypeName => {
    const first = this.CONSUME(PlainName);
    const sizes: number[] = [];
    let name = tokenText(first);
    this.OPTION({
      GATE: () => this.isTypeTail(),
      DEF: () => {
        name += this.SUBRULE(this.typeTail);
      },
    });
    this.OPTION3({
      GATE: () => isIntervalField(first, this.LA(1)),
      DEF: () => {
        name += this.SUBRULE(this.intervalFields);
      },
    });
    this.OPTION1(() => {
      this.CONSUME(LeftParen);
      this.AT_LEAST_ONE_SEP({
        SEP: Comma,
        DEF: () => {
          const isNegative = this.OPTION4(() => this.CONSUME(Minus)) !== undefined;
          const size = Number(tokenText(this.CONSUME(NumberToken)));
          sizes.push(isNegative ? -size : size);
        },
      });
      this.CONSUME(RightParen);
    });
    this.OPTION2({
      GATE: () => this.isTypeTail(),
      DEF: () => {
        name += this.SUBRULE1(this.typeTail);
      },
    });
    const dimensions = this.SUBRULE(this.dimensions);
    const type = { name, arguments: sizes, at: first.startOffset };
    return dimensions === 0 ? type : { ...type, dimensions };
  });

  /** The number of `[]`, `[n]`, ARRAY or ARRAY[n] behind a type; lengths do not count. */
  protected readonly dimensions = this.RULE('dimensions', (): number => {
    let count = 0;
    this.OPTION(() => {
      this.CONSUME(word.array);
      count++;
    });
    let brackets = 0;
    this.MANY(() => {
      this.CONSUME(LeftBracket);
      this.OPTION1(() => this.CONSUME(NumberToken));
      this.CONSUME(RightBracket);
      brackets++;
    });
    return Math.max(count, brackets);
  });

  /** `DAY`, `DAY TO SECOND`: the fields of an interval, each after a space. */
  protected readonly intervalFields = this.RULE('intervalFields', (): string => {
    const first = ` ${tokenText(this.CONSUME(PlainName))}`;
    const last = this.OPTION(() => {
      this.CONSUME(word.to);
      return ` to ${tokenText(this.CONSUME1(PlainName))}`;
    });
    return first + (last ?? '');
  });

  /** The further words of a type's name, each after one space. */
  protected readonly typeTail = this.RULE('typeTail', (): string =>
    this.OR([
      { ALT: () => spaced(this.CONSUME(word.precision)) },
      { ALT: () => spaced(this.CONSUME(word.varying)) },
      {
        ALT: () => {
          const preposition = this.OR1([
            { ALT: () => this.CONSUME(word.with) },
            { ALT: () => this.CONSUME(word.without) },
          ]);
          return [preposition, this.CONSUME(word.time), this.CONSUME(word.zone)]
            .map(spaced)
            .join('');
        },
      },
    ]),
  );

  /** `[NOT EXISTS]` after IF, as in CREATE. */
  protected readonly ifNotExists = this.RULE('ifNotExists', (): true => {
    this.CONSUME(word.if);
    this.CONSUME(word.not);
    this.CONSUME(word.exists);
    return true;
  });

  protected readonly ifExists = this.RULE('ifExists', (): true => {
    this.CONSUME(word.if);
    this.CONSUME(word.exists);
    return true;
  });

  /** `[CASCADE | RESTRICT]`: whether what depends on the dropped object goes with it. */
  protected readonly dropBehavior = this.RULE('dropBehavior', (): boolean => {
    const cascade = this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(word.cascade) !== undefined },
        { ALT: () => this.CONSUME(word.restrict) === undefined },
      ]),
    );
    return cascade ?? false;
  });

  protected readonly stringValue = this.RULE('stringValue', (): string =>
    tokenText(this.CONSUME(StringToken)),
  );

  /** Whether the next words continue a type's name: WITH alone may begin something else. */
  protected isTypeTail(): boolean {
    const type = this.LA(1).tokenType;
    const isPreposition = type === word.with || type === word.without;
    return isPreposition
      ? this.LA(2).tokenType === word.time
      : type === word.precision || type === word.varying;
  }

  /** Whether a query begins at the token `ahead`, 1 being the next one. */
  protected isQueryAhead(ahead: number): boolean {
    return isQueryAhead((index) => this.LA(index), ahead);
  }

  /** Throw SQL_SYNTAX at `token`; does nothing while chevrotain records the grammar. */
  protected refuse(token: IToken, message: string): void {
    if (!this.RECORDING_PHASE) {
      throw new SqlError('SQL_SYNTAX', message, { position: token.startOffset });
    }
  }

  /** Offset after the last token consumed. */
  protected consumedEnd(): number {
    return (this.LA(0).endOffset ?? -1) + 1;
  }
}

/** The name that a token stands for, folded. */
export function nameOf(token: IToken): Name {
  return { text: tokenText(token), at: token.startOffset };
}

const intervalFieldNames = new Set(['year', 'month', 'day', 'hour', 'minute', 'second']);

/** Whether `next` is a field of the type INTERVAL, which `type` names: `INTERVAL '1' DAY`. */
export function isIntervalField(type: IToken, next: IToken): boolean {
  return tokenText(type) === 'interval' && intervalFieldNames.has(next.image.toLowerCase());
}

function spaced(token: IToken): string {
  return ` ${tokenText(token)}`;
}
