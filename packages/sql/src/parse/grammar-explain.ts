import type { ExplainOptions } from '../ast/explain-ast.ts';
import { explainOptions } from './explain-options.ts';
import { IndexGrammar } from './grammar-index.ts';
import { nameOf } from './grammar-name.ts';
import { tokenText } from './lexer.ts';
import {
  Comma,
  Label,
  LeftParen,
  NumberToken,
  RightParen,
  StringToken,
  keyword as word,
} from './tokens.ts';
import type { WrittenOption } from './written-option.ts';

/** The options of EXPLAIN; the caller has consumed the word itself. */
export abstract class ExplainGrammar extends IndexGrammar {
  protected readonly explainOptions = this.RULE('explainOptions', (): ExplainOptions => {
    const written = this.OR([
      { ALT: () => this.SUBRULE(this.explainAnalyze) },
      {
        GATE: () => !this.isQueryAhead(1),
        ALT: () => this.SUBRULE(this.writtenOptions),
      },
    ]);
    return this.RECORDING_PHASE ? noOptions : explainOptions(written);
  });

  protected readonly explainAnalyze = this.RULE('explainAnalyze', (): WrittenOption[] => {
    const analyze = this.OR([
      { ALT: () => this.CONSUME(word.analyze) },
      { ALT: () => this.CONSUME(word.analyse) },
    ]);
    return [{ name: { ...nameOf(analyze), text: 'analyze' }, value: undefined }];
  });

  /** `(name [value], …)` */
  protected readonly writtenOptions = this.RULE('writtenOptions', (): WrittenOption[] => {
    const options: WrittenOption[] = [];
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        const name = nameOf(this.CONSUME(Label));
        const value = this.OPTION(() => this.SUBRULE(this.writtenValue));
        options.push({ name, value });
      },
    });
    this.CONSUME(RightParen);
    return options;
  });

  protected readonly writtenValue = this.RULE('writtenValue', (): string =>
    this.OR([
      { ALT: () => tokenText(this.CONSUME1(Label)) },
      { ALT: () => tokenText(this.CONSUME1(NumberToken)) },
      { ALT: () => tokenText(this.CONSUME1(StringToken)) },
    ]),
  );
}

/** What EXPLAIN alone means. */
export const noOptions: ExplainOptions = explainOptions([]);
