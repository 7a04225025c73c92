import type { IToken } from 'chevrotain';
import type { ResetParameters, SetParameter, SetTransaction, Use } from '../ast/ast.ts';
import { TransactionGrammar } from './grammar-transaction.ts';
import { Comma, Equal, PlainName, keyword as word } from './tokens.ts';

/** USE, SET and RESET: what holds for the rest of a session. */
export abstract class SessionGrammar extends TransactionGrammar {
  protected readonly use = this.RULE('use', (): Use => {
    const { startOffset: at } = this.CONSUME(word.use);
    this.OPTION({
      // A namespace may itself be called so.
      GATE: () => isName(this.LA(2)) || this.LA(2).tokenType === word.default,
      DEF: () => this.CONSUME(word.namespace),
    });
    return { kind: 'use', namespace: this.SUBRULE(this.namespaceName), at };
  });

  protected readonly set = this.RULE('set', (): SetParameter | SetTransaction | Use => {
    const { startOffset: at } = this.CONSUME(word.set);
    this.OPTION({
      // SESSION and LOCAL mean the same: a script is a session.
      GATE: () => isName(this.LA(2)),
      DEF: () =>
        this.OR([
          { ALT: () => this.CONSUME(word.session) },
          { ALT: () => this.CONSUME(word.local) },
        ]),
    });
    return this.OR1<SetParameter | SetTransaction | Use>({
      DEF: [
        {
          GATE: () => this.LA(2).tokenType === word.zone,
          ALT: () => {
            const name = this.SUBRULE(this.timeZone);
            return { kind: 'set-parameter', name, values: this.SUBRULE(this.parameterValues), at };
          },
        },
        {
          GATE: () => !isAssignment(this.LA(2)),
          ALT: () => this.SUBRULE(this.setTransaction, { ARGS: [at] }),
        },
        {
          GATE: () => !isAssignment(this.LA(2)),
          ALT: () => {
            this.CONSUME(word.namespace);
            return { kind: 'use', namespace: this.SUBRULE(this.namespaceName), at };
          },
        },
        {
          ALT: () => {
            const name = this.SUBRULE(this.parameterName);
            this.OR2([{ ALT: () => this.CONSUME(word.to) }, { ALT: () => this.CONSUME(Equal) }]);
            return { kind: 'set-parameter', name, values: this.SUBRULE1(this.parameterValues), at };
          },
        },
      ],
      // The words at the beginnings are names too; the gates have looked behind them.
      IGNORE_AMBIGUITIES: true,
    });
  });

  protected readonly resetParameter = this.RULE(
    'resetParameter',
    (): SetParameter | ResetParameters => {
      const { startOffset: at } = this.CONSUME(word.reset);
      return this.OR<SetParameter | ResetParameters>({
        DEF: [
          { ALT: () => this.CONSUME(word.all) && { kind: 'reset-parameters', at } },
          {
            GATE: () => this.LA(2).tokenType === word.zone,
            ALT: () => ({
              kind: 'set-parameter',
              name: this.SUBRULE(this.timeZone),
              values: [],
              at,
            }),
          },
          {
            ALT: () => {
              const name = this.SUBRULE(this.parameterName);
              return { kind: 'set-parameter', name, values: [], at };
            },
          },
        ],
        // TIME is a name too; the gate has looked behind it.
        IGNORE_AMBIGUITIES: true,
      });
    },
  );

  /** Values, or DEFAULT, which is none. */
  protected readonly parameterValues = this.RULE('parameterValues', (): SetParameter['values'] => {
    const values: SetParameter['values'][number][] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        values.push(this.SUBRULE(this.optionValue));
      },
    });
    return values.length === 1 && values[0] === 'default' ? [] : values;
  });
}

function isName({ tokenType }: IToken): boolean {
  return tokenType.CATEGORIES?.includes(PlainName) ?? false;
}

function isAssignment({ tokenType }: IToken): boolean {
  return tokenType === Equal || tokenType === word.to;
}
