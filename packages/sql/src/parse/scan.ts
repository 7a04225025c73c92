/**
 * Where tokens begin and end, character by character: the one definition, used by the lexer and by
 * `fingerprint`, so that both always see the same literals. Functions take the offset of a token's
 * first character and return the offset after its last one, or -1 where the text is malformed.
 * All loops are linear and free of recursion and regular expressions.
 */

/** What a character can begin. */
export const charKind = {
  other: 0,
  blank: 1,
  word: 2,
  digit: 3,
  quote: 4,
  doubleQuote: 5,
  dollar: 6,
  dot: 7,
  operator: 8,
  punctuation: 9,
} as const;

const kinds = new Uint8Array(128);
for (const [kind, characters] of [
  [charKind.blank, ' \t\n\r\f\v'],
  [charKind.word, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_'],
  [charKind.digit, '0123456789'],
  [charKind.quote, "'"],
  [charKind.doubleQuote, '"'],
  [charKind.dollar, '$'],
  [charKind.dot, '.'],
  [charKind.operator, '+-*/<>=~!@#%^&|?:'],
  [charKind.punctuation, '(),;[]'],
] as const) {
  for (const character of characters) {
    kinds[character.charCodeAt(0)] = kind;
  }
}

/** What editors put before a text; it shows nowhere. */
const BYTE_ORDER_MARK = 0xfeff;

/** The kind of a UTF-16 code unit; everything visible outside ASCII can be part of a word. */
export function kindOf(code: number): number {
  if (code < 128) return kinds[code];
  return code === BYTE_ORDER_MARK ? charKind.blank : charKind.word;
}

/** The end of the word (letters, digits, `_`, `$`) that begins at `at`. */
export function wordEnd(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && continuesWord(text.charCodeAt(end))) {
    end++;
  }
  return end;
}

/** The end of the number `1`, `1.5`, `1.`, `.5`, `1e3` at `at`; -1 where a word follows directly. */
export function numberEnd(text: string, at: number): number {
  let end = digitsEnd(text, at);
  if (text.charCodeAt(end) === 46) {
    end = digitsEnd(text, end + 1);
  }
  const letter = text.charCodeAt(end) | 32;
  if (letter === 101) {
    const sign = text.charCodeAt(end + 1);
    const digits = sign === 43 || sign === 45 ? end + 2 : end + 1;
    if (isDigit(text.charCodeAt(digits))) {
      end = digitsEnd(text, digits);
    }
  }
  return end < text.length && continuesWord(text.charCodeAt(end)) ? -1 : end;
}

/** Whether a number begins at the dot at `at`. */
export function isDotNumber(text: string, at: number): boolean {
  return isDigit(text.charCodeAt(at + 1));
}

/** The end of the parameter `$n` at `at`; -1 unless digits and nothing else follow the `$`. */
export function parameterEnd(text: string, at: number): number {
  const end = digitsEnd(text, at + 1);
  const isNumber = end > at + 1 && !(end < text.length && continuesWord(text.charCodeAt(end)));
  return isNumber ? end : -1;
}

/**
 * The end of the opening `$$` or `$tag$` of a dollar-quoted text at `at`; -1 if there is none. The
 * same stands at its end, and everything between is text as it is.
 */
export function dollarTagEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === 36) return at + 2;
  let end = at + 1;
  while (end < text.length && isTagPart(kindOf(text.charCodeAt(end)), end === at + 1)) {
    end++;
  }
  return text.charCodeAt(end) === 36 ? end + 1 : -1;
}

/** The end of the dollar-quoted text that `dollarTagEnd` tells of at `at`; -1 if it is left open. */
export function dollarQuotedEnd(text: string, at: number, tagEnd: number): number {
  const tag = text.slice(at, tagEnd);
  const end = text.indexOf(tag, tagEnd);
  return end < 0 ? -1 : end + tag.length;
}

/** The end of the text within `quote` (a char code) at `at`, the quote doubled inside; -1 if open. */
export function quotedEnd(text: string, at: number, quote: number): number {
  for (let end = at + 1; end < text.length; end++) {
    if (text.charCodeAt(end) === quote) {
      if (text.charCodeAt(end + 1) !== quote) {
        return end + 1;
      }
      end++;
    }
  }
  return -1;
}

/** The end of the E'…' body whose quote is at `at`, where a backslash protects what follows. */
export function escapedEnd(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === 92) {
      end++;
    } else if (code === 39) {
      if (text.charCodeAt(end + 1) !== 39) {
        return end + 1;
      }
      end++;
    }
  }
  return -1;
}

/** Whether `U&'…'` begins at `at`. */
export function isUnicodeString(text: string, at: number): boolean {
  const isU = (text.charCodeAt(at) | 32) === 117;
  return isU && text.charCodeAt(at + 1) === 38 && text.charCodeAt(at + 2) === 39;
}

/** Whether a comment begins at `at`: `--` or the start of a block comment. */
export function isComment(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  return (code === 45 && next === 45) || (code === 47 && next === 42);
}

/** The end of the comment at `at`; block comments nest; -1 if one is left open. */
export function commentEnd(text: string, at: number): number {
  if (text.charCodeAt(at) === 45) {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  let open = 1;
  for (let end = at + 2; end < text.length - 1; end++) {
    const code = text.charCodeAt(end);
    const next = text.charCodeAt(end + 1);
    if (code === 42 && next === 47) {
      end++;
      open--;
      if (open === 0) {
        return end + 1;
      }
    } else if (code === 47 && next === 42) {
      end++;
      open++;
    }
  }
  return -1;
}

/** A word as a name: ASCII letters in lower case, others as they are (as PostgreSQL does). */
export function foldName(word: string): string {
  for (let index = 0; index < word.length; index++) {
    if (word.charCodeAt(index) >= 128) {
      return word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
    }
  }
  return word.toLowerCase();
}

/** What stands between the quotes of `image`, with doubled quotes undone. */
export function unquote(image: string): string {
  const body = image.slice(1, -1);
  const quote = image[0];
  return body.includes(quote) ? body.replaceAll(quote + quote, quote) : body;
}

/** Offset of the first surrogate without its pair, which no UTF-8 can hold; -1 if there is none. */
export function unpairedSurrogate(text: string): number {
  return text.search(/\p{Surrogate}/u);
}

function continuesWord(code: number): boolean {
  const kind = kindOf(code);
  return kind === charKind.word || kind === charKind.digit || kind === charKind.dollar;
}

function isTagPart(kind: number, isFirst: boolean): boolean {
  return kind === charKind.word || (kind === charKind.digit && !isFirst);
}

function digitsEnd(text: string, at: number): number {
  let end = at;
  while (isDigit(text.charCodeAt(end))) {
    end++;
  }
  return end;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
