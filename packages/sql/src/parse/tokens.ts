import { createToken, Lexer, type TokenType } from 'chevrotain';
import {
  flushWords,
  functionWords,
  type Keyword,
  keywordFunctions,
  neverBareAlias,
  normalForms,
  reservedWords,
  trimFunctionNames,
  unreservedWords,
} from './keywords.ts';

// Categories: a token is of several; the grammar consumes a category where any of them will do.

/** Any word: what may follow AS and a dot. */
export const Label = category('Label', 'a name');
/** A name that needs no quotes: of a column, table, type, alias. */
export const PlainName = category('PlainName', 'a name');
/** What may be followed by `(` to call it. */
export const FunctionName = category('FunctionName', 'a name');
/** What may be an alias without AS. */
export const BareAlias = category('BareAlias', 'an alias');
export const KeywordFunction = category('KeywordFunction', 'a function');
export const Constant = category('Constant', 'a literal');
export const BinaryOperatorToken = category('BinaryOperator', 'an operator');
export const Sign = category('Sign', 'a sign');
/** NFC and its like. */
export const NormalForm = category('NormalForm', 'a normal form');
export const PrefixOperator = category('PrefixOperator', 'an operator');
/** BOTH, LEADING, TRAILING. */
export const TrimSide = category('TrimSide', 'BOTH, LEADING or TRAILING');
/** Our word for a namespace, and PostgreSQL's. */
export const NamespaceWord = category('NamespaceWord', 'NAMESPACE');
export const NamespacesWord = category('NamespacesWord', 'NAMESPACES');
/** Words before a number of rows or seconds in the older FLUSH clause. */
export const FlushMeasure = category('FlushMeasure', 'ROWS or SECONDS');

// Tokens with a text of their own. Payloads: see `lexer.ts`.

export const Identifier = token('Identifier', 'a name', [
  Label,
  PlainName,
  FunctionName,
  BareAlias,
]);
export const NumberToken = token('Number', 'a number', [Constant]);
/** A number run into a word, as `300s`; valid only in the older FLUSH INTERVAL clause. */
export const NumberWithUnit = token('NumberWithUnit', 'a number');
export const StringToken = token('String', 'a string', [Constant]);
/** x'…' */
export const HexString = token('HexString', 'a string');
export const ParameterToken = token('Parameter', 'a parameter');
/** An operator of PostgreSQL that is not known here. */
export const UnknownOperator = token('UnknownOperator', 'an operator');

export const LeftParen = token('LeftParen', '"("');
export const RightParen = token('RightParen', '")"');
export const LeftBracket = token('LeftBracket', '"["');
export const RightBracket = token('RightBracket', '"]"');
/** Between the bounds of a slice. */
export const Colon = token('Colon', '":"');
export const Comma = token('Comma', '","');
export const Semicolon = token('Semicolon', '";"');
export const Dot = token('Dot', '"."');
export const DoubleColon = token('DoubleColon', '"::"');
export const Equal = token('Equal', '"="', [BinaryOperatorToken]);
export const Star = token('Star', '"*"', [BinaryOperatorToken]);
export const Plus = token('Plus', '"+"', [BinaryOperatorToken, Sign]);
export const Minus = token('Minus', '"-"', [BinaryOperatorToken, Sign]);
const NotEqual = token('NotEqual', '"<>"', [BinaryOperatorToken]);
const Less = token('Less', '"<"', [BinaryOperatorToken]);
const LessOrEqual = token('LessOrEqual', '"<="', [BinaryOperatorToken]);
const Greater = token('Greater', '">"', [BinaryOperatorToken]);
const GreaterOrEqual = token('GreaterOrEqual', '">="', [BinaryOperatorToken]);
const Slash = token('Slash', '"/"', [BinaryOperatorToken]);
const Percent = token('Percent', '"%"', [BinaryOperatorToken]);
const Concat = token('Concat', '"||"', [BinaryOperatorToken]);
const Tilde = token('Tilde', '"~"', [BinaryOperatorToken, PrefixOperator]);
/** Between the name of an argument and its value. */
export const NameArrow = token('NameArrow', '"=>"');

/** A token type per keyword, by the word in lower case. */
export const keyword: Readonly<Record<Keyword, TokenType>> = Object.fromEntries([
  ...reservedWords.map((word) => [word, keywordToken(word, reservedCategories(word))]),
  ...unreservedWords.map((word) => [word, keywordToken(word, unreservedCategories(word))]),
]);

/** `keyword` for the lexer: `undefined` for words that are no keywords. */
export const keywordTypes: ReadonlyMap<string, TokenType> = new Map(Object.entries(keyword));

/** Token types of punctuation and operators by their text of one to four characters. */
export const symbolTypes: ReadonlyMap<string, TokenType> = new Map([
  ['(', LeftParen],
  [')', RightParen],
  ['[', LeftBracket],
  [']', RightBracket],
  [',', Comma],
  [';', Semicolon],
  ['.', Dot],
  [':', Colon],
  ['::', DoubleColon],
  ['=', Equal],
  ['<>', NotEqual],
  ['!=', NotEqual],
  ['<', Less],
  ['<=', LessOrEqual],
  ['>', Greater],
  ['>=', GreaterOrEqual],
  ['+', Plus],
  ['-', Minus],
  ['*', Star],
  ['/', Slash],
  ['%', Percent],
  ['||', Concat],
  ['~', Tilde],
  ['=>', NameArrow],
  [':=', NameArrow],
  ...['^', '^@', '&', '|', '#', '<<', '>>', '~*', '!~', '!~*', '~~', '~~*', '!~~', '!~~*'].map(
    binary,
  ),
  ...['->', '->>', '#>', '#>>', '#-', '@>', '<@', '?', '?|', '?&', '&&'].map(binary),
  ...['<->', '<=>', '<#>'].map(binary),
  ...['@', '|/', '||/'].map(prefix),
  ...unknownOperators().map((text) => [text, UnknownOperator] as const),
]);

/** The whole vocabulary, as chevrotain wants it. */
export const allTokens: TokenType[] = [
  ...[Label, PlainName, FunctionName, BareAlias, KeywordFunction, Constant],
  ...[BinaryOperatorToken, Sign, NormalForm, PrefixOperator, TrimSide, FlushMeasure],
  ...[NamespaceWord, NamespacesWord],
  ...[Identifier, NumberToken, NumberWithUnit, StringToken, HexString, ParameterToken],
  ...new Set(symbolTypes.values()),
  ...Object.values(keyword),
];

function unknownOperators(): readonly string[] {
  return ['@?', '@@', '!', '!!'];
}

function binary(text: string): [string, TokenType] {
  return [text, token(`Binary ${text}`, `"${text}"`, [BinaryOperatorToken])];
}

function prefix(text: string): [string, TokenType] {
  return [text, token(`Prefix ${text}`, `"${text}"`, [PrefixOperator])];
}

function reservedCategories(word: string): TokenType[] {
  const categories = [Label];
  if (keywordFunctions.has(word)) {
    categories.push(KeywordFunction);
  }
  if (functionWords.has(word)) {
    categories.push(FunctionName);
  }
  if (trimFunctionNames.has(word)) {
    categories.push(TrimSide);
  }
  if (word === 'and' || word === 'or' || word === 'overlaps') {
    categories.push(BinaryOperatorToken);
  }
  if (word === 'true' || word === 'false' || word === 'null') {
    categories.push(Constant);
  }
  return categories;
}

function unreservedCategories(word: string): TokenType[] {
  const categories = [Label, PlainName, FunctionName];
  if (!neverBareAlias.has(word)) {
    categories.push(BareAlias);
  }
  if (flushWords.has(word)) {
    categories.push(FlushMeasure);
  }
  if (normalForms.has(word)) {
    categories.push(NormalForm);
  }
  if (word === 'namespace' || word === 'schema') {
    categories.push(NamespaceWord);
  }
  if (word === 'namespaces' || word === 'schemas') {
    categories.push(NamespacesWord);
  }
  return categories;
}

function keywordToken(word: string, categories: TokenType[]): TokenType {
  return token(word.toUpperCase(), word.toUpperCase(), categories);
}

function category(name: string, label: string): TokenType {
  return createToken({ name: `Any${name}`, label, pattern: Lexer.NA });
}

/** The text is scanned by `lexer.ts`, so no type has a pattern. */
function token(name: string, label: string, categories: TokenType[] = []): TokenType {
  return createToken({ name, label, categories, pattern: Lexer.NA });
}
