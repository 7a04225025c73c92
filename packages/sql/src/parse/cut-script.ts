import {
  charKind,
  commentEnd,
  dollarQuotedEnd,
  dollarTagEnd,
  isComment,
  kindOf,
  quotedEnd,
  wordEnd,
} from './scan.ts';
import { escapedStringEnd, stringEnd } from './string-pieces.ts';

/** One statement of a script as a text of its own. */
export interface ScriptPart {
  readonly text: string;
  /** Where `text` begins in the script. */
  readonly start: number;
}

/**
 * Cut a script at its semicolons, but for those within quotes, comments and parentheses; parts
 * without a token are left out. What a part says is not looked at: it may be no statement.
 * `undefined` where quotes, comments or parentheses are left open; never throws. Linear in the text.
 */
export function cutScript(text: string): readonly ScriptPart[] | undefined {
  const ends = statementEnds(text);
  if (ends === undefined) return undefined;
  const parts: ScriptPart[] = [];
  let start = 0;
  for (const end of [...ends, text.length]) {
    const part = text.slice(start, end);
    if (!isBlank(part)) parts.push({ text: part, start });
    start = end + 1;
  }
  return parts;
}

/** Where the semicolons between statements are. */
function statementEnds(text: string): readonly number[] | undefined {
  const ends: number[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === OPEN) depth += 1;
    else if (code === CLOSE) depth -= 1;
    else if (code === SEMICOLON && depth === 0) ends.push(at);
    at = pieceEnd(text, at);
    if (at < 0 || depth < 0) return undefined;
  }
  return depth === 0 ? ends : undefined;
}

function isBlank(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    if (kindOf(text.charCodeAt(at)) === charKind.blank) at += 1;
    else if (isComment(text, at)) at = commentEnd(text, at);
    else return false;
  }
  return true;
}

const SEMICOLON = 59;
const OPEN = 40;
const CLOSE = 41;
const QUOTE = 39;
const DOUBLE_QUOTE = 34;

/** The end of the word, quoted text, comment or single character at `at`; -1 if it is left open. */
function pieceEnd(text: string, at: number): number {
  switch (kindOf(text.charCodeAt(at))) {
    case charKind.word:
      return wordOrEscapedEnd(text, at);
    case charKind.quote:
      return stringEnd(text, at);
    case charKind.doubleQuote:
      return quotedEnd(text, at, DOUBLE_QUOTE);
    case charKind.dollar: {
      const tagEnd = dollarTagEnd(text, at);
      return tagEnd < 0 ? at + 1 : dollarQuotedEnd(text, at, tagEnd);
    }
    default:
      return isComment(text, at) ? commentEnd(text, at) : at + 1;
  }
}

/** A backslash protects a quote in E'…' only. */
function wordOrEscapedEnd(text: string, at: number): number {
  const end = wordEnd(text, at);
  const isEscaped =
    end === at + 1 && (text.charCodeAt(at) | 32) === 101 && text.charCodeAt(end) === QUOTE;
  return isEscaped ? escapedStringEnd(text, end) : end;
}
