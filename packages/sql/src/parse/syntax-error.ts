import {
  EOF,
  type IParserErrorMessageProvider,
  type IRecognitionException,
  type IToken,
  type TokenType,
  tokenLabel,
} from 'chevrotain';
import { SqlError } from '../error.ts';
import { closestWord, innerWords, leadingWords } from './did-you-mean.ts';
import { reserved } from './keywords.ts';
import { tokenText } from './lexer.ts';
import { Identifier, NumberWithUnit, PlainName, UnknownOperator } from './tokens.ts';
import { clauseWords, type StopContext, unsupportedFeature, verbWords } from './unsupported.ts';

/** More alternatives than this say nothing to a reader. */
const maxExpected = 4;

const excerptLength = 60;

/** Makes chevrotain's exceptions carry one sentence on what was expected, or nothing. */
export const sentenceProvider: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual, ruleName }) =>
    ruleName === 'typeName' && expected === PlainName
      ? 'Expected a type.'
      : expectation([expected], actual),
  buildNotAllInputParsedMessage: () => '',
  buildNoViableAltMessage: ({ expectedPathsPerAlt, actual }) =>
    expectation(
      expectedPathsPerAlt.flatMap((paths) => paths.map((path) => path[0])),
      actual[0],
    ),
  buildEarlyExitMessage: ({ expectedIterationPaths, actual }) =>
    expectation(
      expectedIterationPaths.map((path) => path[0]),
      actual[0],
    ),
};

/**
 * What to tell of the first failure of the parser: SQL_UNSUPPORTED for SQL that we know, otherwise
 * SQL_SYNTAX in PostgreSQL's words with a hint. `tokens` are those of the whole `text`.
 */
export function toSqlError(
  failure: IRecognitionException,
  tokens: readonly IToken[],
  text: string,
): SqlError {
  const { token } = failure;
  if (token.tokenType === EOF) {
    const hint = failure.message || undefined;
    return new SqlError('SQL_SYNTAX', 'syntax error at end of input', {
      position: text.length,
      hint,
    });
  }
  const position = token.startOffset;
  if (token.tokenType === NumberWithUnit) {
    const message = `trailing junk after numeric literal at or near "${excerpt(token.image)}"`;
    return new SqlError('SQL_SYNTAX', message, { position });
  }
  const feature =
    token.tokenType === UnknownOperator
      ? { what: `The operator ${token.image}`, hint: undefined }
      : unsupportedFeature(contextOf(token, tokens));
  if (feature !== undefined) {
    const message = `${feature.what} is not supported in this version`;
    return new SqlError('SQL_UNSUPPORTED', message, { position, hint: feature.hint });
  }
  return new SqlError('SQL_SYNTAX', `syntax error at or near "${excerpt(token.image)}"`, {
    position,
    hint: spellingHint(token, tokens) ?? (failure.message || undefined),
  });
}

function expectation(types: readonly TokenType[], actual: IToken): string {
  if (types.includes(PlainName) && reserved.has(actual.image.toLowerCase())) {
    return `${actual.image} is a reserved word: as a name it needs double quotes.`;
  }
  const labels = [...new Set(types.filter((type) => type !== undefined).map(tokenLabel))];
  if (labels.length === 0 || labels.length > maxExpected) {
    return '';
  }
  const last = labels.pop();
  return labels.length === 0 ? `Expected ${last}.` : `Expected ${labels.join(', ')} or ${last}.`;
}

/** A misspelled word: this one, or the one before it, which was then taken for an alias. */
function spellingHint(token: IToken, tokens: readonly IToken[]): string | undefined {
  const index = tokens.indexOf(token);
  const isFirst = index === 0 || tokens[index - 1].image === ';';
  const candidates = isFirst ? leadingWords : innerWords;
  for (const suspect of isFirst ? [token] : [token, tokens[index - 1]]) {
    const isWord = suspect.tokenType === Identifier && !suspect.image.startsWith('"');
    const meant = isWord ? closestWord(tokenText(suspect), candidates) : undefined;
    if (meant !== undefined) {
      return `Did you mean ${meant.toUpperCase()} instead of "${suspect.image}"?`;
    }
  }
  return undefined;
}

function contextOf(token: IToken, tokens: readonly IToken[]): StopContext {
  const index = tokens.indexOf(token);
  const before: string[] = [];
  for (let back = index - 1; back >= 0 && tokens[back].image !== ';'; back--) {
    before.push(wordOf(tokens[back]));
  }
  return {
    word: wordOf(token),
    previous: before[0],
    clause: clauseOf(before),
    verb: before.find((word) => verbWords.has(word)),
  };
}

/** The clause that goes on after the words `before`, which come nearest first. */
function clauseOf(before: readonly string[]): string {
  if (before.length === 0) {
    return 'start';
  }
  let closed = 0;
  for (const word of before) {
    if (word === ')') {
      closed++;
    } else if (word === '(') {
      closed--;
    }
    if (closed < 0 || (closed === 0 && clauseWords.has(word))) {
      return word;
    }
  }
  return '';
}

/** The token as a word of the tables of words; nothing that was quoted is one. */
function wordOf(token: IToken): string {
  return /^["'eExX]/.test(token.image) && token.image.length > 1 && /["']/.test(token.image)
    ? ''
    : token.image.toLowerCase();
}

function excerpt(image: string): string {
  const line = image.split('\n', 1)[0];
  return line.length > excerptLength ? `${line.slice(0, excerptLength)}…` : line;
}
