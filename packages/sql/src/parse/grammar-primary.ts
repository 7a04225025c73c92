import type { IToken, ParserMethod } from 'chevrotain';
import type { Call, Case, Expression, Name, OrderItem, WindowCall } from '../ast/ast.ts';
import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { ArrayGrammar } from './grammar-array.ts';
import { calledName, normalFormOf } from './grammar-keyword-arguments.ts';
import { isIntervalField, nameOf } from './grammar-name.ts';
import { keywordFunctions } from './keywords.ts';
import { tokenText } from './lexer.ts';
import {
  Comma,
  Constant,
  Dot,
  FunctionName,
  HexString,
  KeywordFunction,
  Label,
  LeftParen,
  NameArrow,
  NumberToken,
  ParameterToken,
  RightParen,
  Star,
  StringToken,
  TrimSide,
  keyword as word,
} from './tokens.ts';

const maxParameter = 65_535;

/** The name of a call and what stands in its parentheses. */
type CallArguments = Pick<Call, 'name' | 'arguments' | 'distinct' | 'orderBy'>;

/** What operators apply to: literals, names, calls, CASE, CAST, parentheses. */
export abstract class PrimaryGrammar extends ArrayGrammar {
  #nextSlot: number | undefined;

  protected abstract readonly orderClause: ParserMethod<[], OrderItem[]>;
  protected abstract readonly overClause: ParserMethod<[call: Call], WindowCall>;

  /** Number the literals that follow from 0 if they are lifted, otherwise not at all. */
  protected numberLiterals(isLifted: boolean): void {
    this.#nextSlot = isLifted ? 0 : undefined;
  }

  /** `(a, b, …)` */
  protected readonly expressionList = this.RULE('expressionList', (): Expression[] => {
    this.depth++;
    const list: Expression[] = [];
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        list.push(this.SUBRULE(this.expression));
      },
    });
    this.CONSUME(RightParen);
    this.depth--;
    return list;
  });

  protected readonly primary = this.RULE(
    'primary',
    (): Expression =>
      this.OR([
        { ALT: () => this.#constant(this.CONSUME(Constant)) },
        { ALT: () => this.SUBRULE(this.named) },
        { ALT: () => parameter(this.CONSUME(ParameterToken)) },
        { ALT: () => this.SUBRULE(this.parenthesized) },
        { ALT: () => this.SUBRULE(this.keywordCall) },
        { ALT: () => this.SUBRULE(this.caseExpression) },
        { ALT: () => this.SUBRULE(this.castExpression) },
        { ALT: () => this.SUBRULE(this.arrayConstructor) },
        { ALT: () => hexBytes(this.CONSUME(HexString)) },
      ]),
  );

  /** What begins with a name: a call, a typed literal (`DATE '…'`), a column. */
  protected readonly named = this.RULE('named', (): Expression => {
    const first = this.CONSUME(FunctionName);
    return this.OR([
      {
        GATE: () => first.tokenType === word.exists && this.isNestedQuery(1),
        ALT: (): Expression => {
          const query = this.SUBRULE(this.nestedQuery);
          return { kind: 'exists', query, at: first.startOffset };
        },
        // A parenthesis begins a call too.
        IGNORE_AMBIGUITIES: true,
      },
      {
        ALT: (): Expression => {
          const call = this.SUBRULE(this.callTail, { ARGS: [first] });
          const window = this.OPTION1(() => this.SUBRULE(this.overClause, { ARGS: [call] }));
          return window ?? this.ACTION(() => rowOrCall(first, call));
        },
      },
      {
        ALT: () => {
          const value = this.CONSUME(StringToken);
          const fields = this.OPTION({
            GATE: () => isIntervalField(first, this.LA(1)),
            DEF: () => this.SUBRULE(this.intervalFields),
          });
          return this.#typedLiteral(first, fields ?? '', value);
        },
      },
      {
        GATE: () => this.isTypeTail(),
        ALT: () => {
          const tail = this.SUBRULE(this.typeTail);
          return this.#typedLiteral(first, tail, this.CONSUME1(StringToken));
        },
      },
      {
        ALT: (): Expression => {
          const path: Name[] = [nameOf(first)];
          let isRow = false;
          this.MANY({
            GATE: () => !isRow,
            DEF: () => {
              this.CONSUME(Dot);
              this.OR2([
                { ALT: () => path.push(nameOf(this.CONSUME(Label))) },
                {
                  ALT: () => {
                    this.CONSUME(Star);
                    isRow = true;
                  },
                },
              ]);
            },
          });
          if (first.tokenType === word.left || first.tokenType === word.right) {
            this.refuse(first, `syntax error at or near "${first.image}"`);
          }
          const { startOffset: at } = first;
          return isRow ? { kind: 'star', table: path, at } : { kind: 'column', path, at };
        },
      },
    ]);
  });

  /** `(…) [WITHIN GROUP (ORDER BY …)] [FILTER (WHERE …)]` after a function's name. */
  protected readonly callTail = this.RULE('callTail', (name: IToken): Call => {
    this.depth++;
    const list = this.SUBRULE(this.callArguments, { ARGS: [name] });
    const within = this.OPTION(() => {
      const token = this.CONSUME(word.within);
      this.CONSUME(word.group);
      this.CONSUME(LeftParen);
      const items = this.SUBRULE(this.orderClause);
      this.CONSUME(RightParen);
      return { token, items };
    });
    const filter = this.OPTION1(() => {
      this.CONSUME(word.filter);
      this.CONSUME1(LeftParen);
      this.CONSUME(word.where);
      const condition = this.SUBRULE1(this.expression);
      this.CONSUME1(RightParen);
      return condition;
    });
    this.depth--;
    // An action: there is no name while chevrotain records the grammar.
    return this.ACTION(() => {
      if (within !== undefined) refuseWithin(within.token, list);
      return {
        kind: 'call',
        ...list,
        orderBy: within?.items ?? list.orderBy,
        withinGroup: within !== undefined,
        filter,
        at: name.startOffset,
      };
    });
  });

  /** `(*)` or `([DISTINCT] a, name => b, … [ORDER BY …])` */
  protected readonly callArguments = this.RULE('callArguments', (name: IToken): CallArguments => {
    let values: Expression[] = [];
    let side: IToken | undefined;
    let distinct = false;
    let orderBy: readonly OrderItem[] = [];
    this.CONSUME(LeftParen);
    this.OR([
      {
        ALT: () => {
          const { startOffset: at } = this.CONSUME(Star);
          values.push({ kind: 'star', table: [], at });
        },
      },
      {
        ALT: () => {
          this.OPTION(() => {
            distinct = this.OR1([
              { ALT: () => this.CONSUME(word.distinct) !== undefined },
              { ALT: () => this.CONSUME(word.all) === undefined },
            ]);
          });
          this.OPTION3({
            GATE: () => tokenText(name) === 'trim',
            DEF: () => {
              side = this.CONSUME(TrimSide);
            },
          });
          this.MANY_SEP({
            SEP: Comma,
            DEF: () => {
              const level = this.argumentLevel(name, values.length);
              values.push(this.SUBRULE(this.argument, { ARGS: [level] }));
            },
          });
          this.OPTION2({
            GATE: () => this.isArgumentSeparator(name, values.length),
            DEF: () => {
              values = this.SUBRULE(this.keywordArguments, { ARGS: [name, values] });
            },
          });
          orderBy = this.OPTION4(() => this.SUBRULE(this.orderClause)) ?? [];
        },
      },
    ]);
    this.CONSUME(RightParen);
    return this.ACTION(() => ({
      name: { text: calledName(name, side), at: name.startOffset },
      arguments: normalFormOf(name, values),
      distinct,
      orderBy,
    }));
  });

  /** `a` or `name => a` */
  protected readonly argument = this.RULE('argument', (level: number): Expression => {
    const value = this.SUBRULE(this.expression, { ARGS: [level] });
    const named = this.OPTION({
      GATE: () => value.kind === 'column' && value.path.length === 1,
      DEF: () => {
        this.CONSUME(NameArrow);
        return this.SUBRULE1(this.expression);
      },
    });
    if (named === undefined || value.kind !== 'column') return value;
    return { kind: 'named-argument', name: value.path[0], value: named, at: value.at };
  });

  /** CURRENT_USER and its like, with or without `()`. */
  protected readonly keywordCall = this.RULE('keywordCall', (): Call => {
    const token = this.CONSUME(KeywordFunction);
    this.OPTION(() => {
      this.CONSUME(LeftParen);
      this.CONSUME(RightParen);
    });
    return callOf(keywordFunctions.get(tokenText(token)) ?? '', [], token);
  });

  protected readonly caseExpression = this.RULE('caseExpression', (): Case => {
    this.depth++;
    const { startOffset: at } = this.CONSUME(word.case);
    const branches: { when: Expression; then: Expression }[] = [];
    const operand = this.OPTION(() => this.SUBRULE(this.expression));
    this.AT_LEAST_ONE(() => {
      this.CONSUME(word.when);
      const when = this.SUBRULE1(this.expression);
      this.CONSUME(word.then);
      // biome-ignore lint/suspicious/noThenProperty: the AST's word, and nothing awaits an AST.
      branches.push({ when, then: this.SUBRULE2(this.expression) });
    });
    const otherwise = this.OPTION1(() => {
      this.CONSUME(word.else);
      return this.SUBRULE3(this.expression);
    });
    this.CONSUME(word.end);
    this.depth--;
    return { kind: 'case', operand, branches, otherwise, at };
  });

  protected readonly castExpression = this.RULE('castExpression', (): Expression => {
    const { startOffset: at } = this.CONSUME(word.cast);
    this.CONSUME(LeftParen);
    const operand = this.SUBRULE(this.expression);
    this.CONSUME(word.as);
    const type = this.SUBRULE(this.typeName);
    this.CONSUME(RightParen);
    return { kind: 'cast', operand, type, at };
  });

  #constant(token: IToken): Expression {
    const at = token.startOffset;
    switch (token.tokenType) {
      case NumberToken:
        return {
          kind: 'literal',
          literal: { kind: 'number', digits: tokenText(token) },
          slot: this.#slot(),
          at,
        };
      case StringToken:
        return {
          kind: 'literal',
          literal: { kind: 'string', text: tokenText(token) },
          slot: this.#slot(),
          at,
        };
      case word.null:
        return { kind: 'literal', literal: { kind: 'null' }, slot: undefined, at };
      default: {
        const value = token.tokenType === word.true;
        return { kind: 'literal', literal: { kind: 'boolean', value }, slot: undefined, at };
      }
    }
  }

  #typedLiteral(type: IToken, tail: string, value: IToken): Expression {
    const at = type.startOffset;
    return {
      kind: 'cast',
      operand: this.#constant(value),
      type: { name: tokenText(type) + tail, arguments: [], at },
      at,
    };
  }

  #slot(): number | undefined {
    return this.#nextSlot === undefined ? undefined : this.#nextSlot++;
  }
}

/** A call of the function that syntax of its own stands for. */
export function callOf(name: string, values: readonly Expression[], token: IToken): Call {
  const at = token.startOffset;
  return {
    kind: 'call',
    name: { text: name, at },
    arguments: values,
    distinct: false,
    orderBy: [],
    withinGroup: false,
    filter: undefined,
    at,
  };
}

/** As PostgreSQL, which lets the order of WITHIN GROUP be the only one. */
function refuseWithin(token: IToken, { distinct, orderBy }: CallArguments): void {
  if (!distinct && orderBy.length === 0) return;
  const message = distinct
    ? 'cannot use DISTINCT with WITHIN GROUP'
    : 'cannot use multiple ORDER BY clauses with WITHIN GROUP';
  throw new SqlError('SQL_SYNTAX', message, { position: token.startOffset });
}

function parameter(token: IToken): Expression {
  const number = Number(token.image.slice(1));
  // While the grammar is recorded the image is no parameter, and NaN passes.
  if (number < 1 || number > maxParameter) {
    const message = `there is no parameter ${token.image}: they are numbered from $1`;
    throw new SqlError('SQL_INVALID_PARAMETER', message, {
      sqlState: conditions.undefinedParameter,
      position: token.startOffset,
    });
  }
  return { kind: 'parameter', number, at: token.startOffset };
}

function hexBytes(token: IToken): Expression {
  const at = token.startOffset;
  return {
    kind: 'cast',
    operand: {
      kind: 'literal',
      literal: { kind: 'string', text: tokenText(token) },
      slot: undefined,
      at,
    },
    type: { name: 'bytes', arguments: [], at },
    at,
  };
}

/** `ROW (a, b)`, which is written as a call, as a row. */
function rowOrCall({ image, startOffset: at }: IToken, call: Call): Expression {
  const { distinct, orderBy, filter, arguments: items } = call;
  const isPlain = !distinct && orderBy.length === 0 && filter === undefined;
  return image.toLowerCase() === 'row' && isPlain ? { kind: 'row', items, at } : call;
}
