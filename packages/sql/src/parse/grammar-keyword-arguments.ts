import type { IToken, ParserMethod, TokenType } from 'chevrotain';
import type { Expression } from '../ast/ast.ts';
import { operatorLevels } from '../ast/operator-level.ts';
import { NameGrammar } from './grammar-name.ts';
import { normalForms, trimFunctionNames } from './keywords.ts';
import { tokenText } from './lexer.ts';
import { keyword as word } from './tokens.ts';

/** Functions whose arguments may be told apart by words, and the words after the first argument. */
const separators: ReadonlyMap<string, readonly TokenType[]> = new Map([
  ['extract', [word.from]],
  ['overlay', [word.placing]],
  ['position', [word.in]],
  ['substring', [word.from, word.for, word.similar]],
  ['trim', [word.from]],
]);

/** Calls that SQL spells with words between the arguments; they give calls like any other. */
export abstract class KeywordArgumentGrammar extends NameGrammar {
  /** An expression of operators of level `minimum` and above; all operators without it. */
  protected abstract readonly expression: ParserMethod<[minimum?: number], Expression>;

  /** What follows the first arguments `before` of the function `name`; all arguments in order. */
  protected readonly keywordArguments = this.RULE(
    'keywordArguments',
    (name: IToken, before: readonly Expression[]): Expression[] =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(word.from);
            const from = this.SUBRULE(this.expression);
            const count = this.OPTION(() => {
              this.CONSUME(word.for);
              return this.SUBRULE1(this.expression);
            });
            return this.ACTION(() => withFrom(tokenText(name), before, present([from, count])));
          },
        },
        {
          ALT: () => {
            this.CONSUME1(word.for);
            const count = this.SUBRULE2(this.expression);
            const from = this.OPTION1(() => {
              this.CONSUME1(word.from);
              return this.SUBRULE3(this.expression);
            });
            return this.ACTION(() => [...before, from ?? numberOf('1', name), count]);
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.placing);
            const placed = this.SUBRULE4(this.expression);
            this.CONSUME2(word.from);
            const from = this.SUBRULE5(this.expression);
            const count = this.OPTION2(() => {
              this.CONSUME2(word.for);
              return this.SUBRULE6(this.expression);
            });
            return this.ACTION(() => [...before, ...present([placed, from, count])]);
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.in);
            const whole = this.SUBRULE7(this.expression, { ARGS: [operatorLevels.other] });
            return this.ACTION(() => [whole, ...before]);
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.similar);
            const pattern = this.SUBRULE8(this.expression, { ARGS: [operatorLevels.other] });
            this.CONSUME(word.escape);
            const mark = this.SUBRULE9(this.expression, { ARGS: [operatorLevels.other] });
            return this.ACTION(() => [...before, pattern, mark]);
          },
        },
      ]),
  );

  /** Whether the next token is a word between arguments of `name`, after `count` of them. */
  protected isArgumentSeparator(name: IToken, count: number): boolean {
    const types = separators.get(tokenText(name));
    return types !== undefined && count <= 1 && types.includes(this.LA(1).tokenType);
  }

  /** The least level of operators in the argument: IN and SIMILAR stand between some arguments. */
  protected argumentLevel(name: IToken | undefined, index: number): number {
    const text = name === undefined || index > 0 ? '' : tokenText(name);
    return text === 'position' || text === 'substring' ? operatorLevels.other : 0;
  }
}

/** The function that a call by `name` means, once the words between its arguments are read. */
export function calledName(name: IToken, side: IToken | undefined): string {
  const text = tokenText(name);
  return text === 'trim'
    ? (trimFunctionNames.get(side === undefined ? 'both' : tokenText(side)) ?? text)
    : text;
}

/** `NFC` as the second argument of NORMALIZE, a word, is the text. */
export function normalFormOf(name: IToken, values: readonly Expression[]): Expression[] {
  const form = tokenText(name) === 'normalize' && values.length === 2 ? values[1] : undefined;
  const isForm =
    form?.kind === 'column' && form.path.length === 1 && normalForms.has(form.path[0].text);
  return isForm ? [values[0], textOf(form)] : [...values];
}

function withFrom(
  name: string,
  before: readonly Expression[],
  after: readonly Expression[],
): Expression[] {
  if (name === 'extract') return [...before.map(textOf), ...after];
  return name === 'trim' ? [...after, ...before] : [...before, ...after];
}

/** A name that stands for its own text: the field of EXTRACT, the form of NORMALIZE. */
function textOf(field: Expression): Expression {
  if (field.kind !== 'column' || field.path.length !== 1) return field;
  const literal = { kind: 'string', text: field.path[0].text } as const;
  return { kind: 'literal', literal, slot: undefined, at: field.at };
}

function numberOf(digits: string, { startOffset: at }: IToken): Expression {
  return { kind: 'literal', literal: { kind: 'number', digits }, slot: undefined, at };
}

function present(expressions: readonly (Expression | undefined)[]): Expression[] {
  return expressions.filter((expression) => expression !== undefined);
}
