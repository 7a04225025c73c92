import type { ExplainOptions } from '../ast/explain-ast.ts';
import { explainOptions, type WrittenOption } from './explain-options.ts';
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

/** The options of EXPLAIN; the caller has consumed the word itself. */
export abstract class ExplainGrammar extends IndexGrammar {
  protected readonly explainOptions = this.RULE('explainOptions', (): ExplainOptions => {
    const written = this.OR([
      { ALT: () => this.SUBRULE(this.explainAnalyze) },
      {
        GATE: () => !this.isQueryAhead(1),
        ALT: () => this.SUBRULE(this.explainOptionList),
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

  protected readonly explainOptionList = this.RULE('explainOptionList', (): WrittenOption[] => {
    const options: WrittenOption[] = [];
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        const name = nameOf(this.CONSUME(Label));
        const value = this.OPTION(() => this.SUBRULE(this.explainOptionValue));
        options.push({ name, value });
      },
    });
    this.CONSUME(RightParen);
    return options;
  });

  protected readonly explainOptionValue = this.RULE('explainOptionValue', (): string =>
    this.OR([
      { ALT: () => tokenText(this.CONSUME1(Label)) },
      { ALT: () => tokenText(this.CONSUME1(NumberToken)) },
      { ALT: () => tokenText(this.CONSUME1(StringToken)) },
    ]),
  );
}

/** What EXPLAIN alone means. */
export const noOptions: ExplainOptions = explainOptions([]);
