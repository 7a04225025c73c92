import { characterClass } from './character-class.ts';
import type { RegexpOptions } from './options.ts';
import type { CharacterItem, CharacterSet } from './pattern.ts';
import { readEscape } from './pattern-escape.ts';
import type { PatternReader } from './pattern-reader.ts';
import { invalidRegexp } from './regexp-error.ts';

/** What may stand at an end of a range, or be a class of characters. */
type BracketPart = { readonly code: number } | { readonly item: CharacterItem };

/** Read `[…]`; its `[` has been read. Throws SQL_INVALID_REGULAR_EXPRESSION. */
export function readBracket(reader: PatternReader, options: RegexpOptions): CharacterSet {
  const negated = reader.skip('^');
  const items: CharacterItem[] = [];
  for (let isFirst = true; isFirst || !reader.skip(']'); isFirst = false) {
    const part = readPart(reader);
    if ('item' in part) {
      items.push(part.item);
      if (reader.peek() === '-' && reader.peek(1) !== ']') throw badRange();
      continue;
    }
    items.push({ low: part.code, high: readRangeEnd(reader, part.code) });
  }
  const { ignoreCase, newlineStops } = options;
  return { items, negated, ignoreCase, skipsNewline: negated && newlineStops };
}

function readRangeEnd(reader: PatternReader, low: number): number {
  if (reader.peek() !== '-' || reader.peek(1) === ']') return low;
  reader.take();
  const end = readPart(reader);
  if ('item' in end || end.code < low) throw badRange();
  return end.code;
}

function readPart(reader: PatternReader): BracketPart {
  const character = reader.take();
  if (character === '') throw invalidRegexp('brackets [] not balanced');
  if (character === '\\') {
    const escaped = readEscape(reader);
    if (escaped.kind === 'assertion') throw invalidRegexp('invalid escape \\ sequence');
    return escaped.kind === 'class' ? { item: escaped.item } : { code: escaped.code };
  }
  const mark = reader.peek();
  if (character !== '[' || mark === '' || !':.='.includes(mark)) {
    return { code: character.codePointAt(0) ?? 0 };
  }
  reader.take();
  return namedPart(mark, readName(reader, mark));
}

function readName(reader: PatternReader, mark: string): string {
  let name = '';
  while (!reader.skip(`${mark}]`)) {
    const character = reader.take();
    if (character === '') throw invalidRegexp('brackets [] not balanced');
    name += character;
  }
  return name;
}

/** `[:class:]`, or `[.c.]` and `[=c=]`, which are the character alone. */
function namedPart(mark: string, name: string): BracketPart {
  if (mark === ':') {
    const named = characterClass(name);
    if (named === undefined) throw invalidRegexp('invalid character class');
    return { item: { named, name, negated: false } };
  }
  const [character, ...rest] = name;
  if (character === undefined || rest.length > 0) throw invalidRegexp('invalid collating element');
  return { code: character.codePointAt(0) ?? 0 };
}

function badRange() {
  return invalidRegexp('invalid character range');
}
