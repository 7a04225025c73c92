import type { IToken } from 'chevrotain';
import type { Expression, ParsedStatement } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import { fingerprint } from './fingerprint.ts';
import { SqlParser } from './grammar-script.ts';
import { tokenize } from './lexer.ts';
import { unpairedSurrogate } from './scan.ts';
import { toSqlError } from './syntax-error.ts';

/** Limits of a text; the defaults are 1 MiB of UTF-8 and 200 expressions within each other. */
export interface ParseLimits {
  /** Bytes of UTF-8. */
  readonly maxLength?: number;
  /** Expressions that may be open within each other; at most 200, however long the text. */
  readonly maxDepth?: number;
}

const defaultMaxLength = 1_048_576;
const hardMaxDepth = 200;

/** Reused, as making one analyses the whole grammar. Parsing is synchronous, so one is enough. */
const parser = new SqlParser(false);

/**
 * The statements of a text, separated by `;`; empty pieces are dropped. Nothing is looked up: names
 * are as written. All offsets are into the whole `text`. Throws SqlError: SQL_SYNTAX or
 * SQL_UNSUPPORTED at the word that stopped the parser, SQL_TOO_LONG, SQL_TOO_DEEP,
 * SQL_INVALID_PARAMETER, SQL_INVALID_TABLE.
 */
export function parseScript(text: string, limits: ParseLimits = {}): readonly ParsedStatement[] {
  checkText(text, limits);
  const isLifted = fingerprint(text) !== undefined;
  return run(text, limits, isLifted, () => parser.script());
}

/** The one expression that `text` is. Its literals are not numbered. Throws as `parseScript`. */
export function parseExpression(text: string): Expression {
  checkText(text, {});
  return run(text, {}, false, () => parser.expressionOnly());
}

function run<T>(text: string, limits: ParseLimits, isLifted: boolean, rule: () => T): T {
  const tokens: IToken[] = tokenize(text);
  const maxDepth = Math.min(limits.maxDepth ?? hardMaxDepth, hardMaxDepth);
  parser.prepare({ source: text, maxDepth, isLifted });
  parser.input = tokens;
  try {
    const result = rule();
    if (parser.errors.length > 0) {
      throw toSqlError(parser.errors[0], tokens, text);
    }
    return result;
  } catch (error) {
    // The limit of depth fits the usual stack; a caller may have left us less.
    throw error instanceof RangeError ? stackError(error) : error;
  } finally {
    // Otherwise the last text, which may be long, would stay in memory.
    parser.input = [];
    parser.prepare({ source: '', maxDepth, isLifted: false });
  }
}

function stackError(cause: RangeError): SqlError {
  return new SqlError('SQL_TOO_DEEP', 'the SQL text nests deeper than the stack allows', {
    position: 0,
    hint: 'Split the expression or remove parentheses.',
    cause,
  });
}

function checkText(text: string, limits: ParseLimits): void {
  const maxLength = limits.maxLength ?? defaultMaxLength;
  // A UTF-16 code unit is one to three bytes of UTF-8, so most texts need no counting.
  if (text.length * 3 > maxLength && Buffer.byteLength(text) > maxLength) {
    throw new SqlError('SQL_TOO_LONG', `the SQL text is longer than ${maxLength} bytes`, {
      hint: 'Send it in several requests, or values as parameters.',
    });
  }
  const position = unpairedSurrogate(text);
  if (position >= 0) {
    throw new SqlError('SQL_SYNTAX', 'the SQL text is not valid Unicode: half a surrogate pair', {
      position,
    });
  }
}
