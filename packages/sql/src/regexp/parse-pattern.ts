import { readBracket } from './bracket.ts';
import { singleton } from './character-set.ts';
import { defaultOptions, olderSyntax, type RegexpOptions, withOption } from './options.ts';
import { type CharacterSet, emptyPattern, type Pattern, type Preference } from './pattern.ts';
import { readEscape } from './pattern-escape.ts';
import { createPatternReader, type PatternReader } from './pattern-reader.ts';
import { invalidRegexp, unsupportedRegexp } from './regexp-error.ts';

/** Most repetitions that `{m,n}` may ask for. */
const MAX_COUNT = 255;
/** How deep groups may nest. */
const MAX_DEPTH = 200;

/** A pattern and the number of its groups. */
export interface ParsedPattern {
  readonly pattern: Pattern;
  readonly groups: number;
}

/**
 * Parse PostgreSQL's "advanced" regular expressions (manual, chapter 9.7.3), directors and embedded
 * options included. Throws SQL_INVALID_REGULAR_EXPRESSION, and SQL_UNSUPPORTED for back references,
 * lookaround and the older syntaxes.
 */
export function parsePattern(text: string, given: RegexpOptions = defaultOptions): ParsedPattern {
  const reader = createPatternReader(text);
  const options = readPrefix(reader, given);
  if (options.literal) return { pattern: literalPattern(reader, options), groups: 0 };
  const pattern = readAlternatives({ reader, options, depth: 0 });
  if (reader.peek() !== '') throw unbalanced();
  return { pattern, groups: reader.groups };
}

interface Context {
  readonly reader: PatternReader;
  readonly options: RegexpOptions;
  readonly depth: number;
}

/** `***=`, `***:` and `(?letters)` at the start. */
function readPrefix(reader: PatternReader, given: RegexpOptions): RegexpOptions {
  let options = given;
  if (options.literal) return options;
  if (reader.skip('***=')) return { ...options, literal: true };
  if (!reader.skip('***:') && reader.skip('***')) throw invalidRegexp('invalid regexp director');
  if (reader.peek() !== '(' || reader.peek(1) !== '?' || !/[a-z]/i.test(reader.peek(2))) {
    return options;
  }
  reader.skip('(?');
  for (let letter = reader.take(); letter !== ')'; letter = reader.take()) {
    if (letter === 'b' || letter === 'e') throw olderSyntax(letter);
    const changed = letter === '' ? undefined : withOption(options, letter);
    if (changed === undefined) throw invalidRegexp('invalid embedded option');
    options = changed;
  }
  return options;
}

function literalPattern(reader: PatternReader, options: RegexpOptions): Pattern {
  const parts: Pattern[] = [];
  for (let next = reader.take(); next !== ''; next = reader.take()) {
    parts.push(characterPattern(next, options));
  }
  return { kind: 'sequence', parts };
}

function readAlternatives(context: Context): Pattern {
  const branches = [readBranch(context)];
  while (context.reader.skip('|')) branches.push(readBranch(context));
  return branches.length === 1 ? branches[0] : { kind: 'alternatives', branches };
}

function readBranch(context: Context): Pattern {
  const { reader } = context;
  const parts: Pattern[] = [];
  for (;;) {
    skipIgnored(context);
    const next = reader.peek();
    if (next === '' || next === '|' || next === ')') break;
    const atom = readAtom(context);
    skipIgnored(context);
    parts.push(readQuantifier(context, atom));
  }
  return parts.length === 1 ? parts[0] : { kind: 'sequence', parts };
}

/** Blanks and comments of expanded syntax, and `(?#…)`, which may stand anywhere. */
function skipIgnored({ reader, options }: Context): void {
  for (;;) {
    if (reader.skip('(?#')) skipBehind(reader, ')');
    else if (options.expanded && reader.skip('#')) skipBehind(reader, '\n');
    else if (options.expanded && reader.peek() !== '' && /\s/.test(reader.peek())) reader.take();
    else return;
  }
}

function skipBehind(reader: PatternReader, end: string): void {
  for (let next = reader.take(); next !== '' && next !== end; next = reader.take());
}

function readAtom(context: Context): Pattern {
  const { reader, options } = context;
  const next = reader.take();
  switch (next) {
    case '(':
      return readGroup(context);
    case '[':
      return readBracketAtom(reader, options);
    case '.':
      return { kind: 'set', set: anyCharacter(options) };
    case '^':
      return { kind: 'assertion', assertion: options.lineAnchors ? 'line-start' : 'text-start' };
    case '$':
      return { kind: 'assertion', assertion: options.lineAnchors ? 'line-end' : 'text-end' };
    case '\\': {
      const escaped = readEscape(reader);
      if (escaped.kind === 'assertion') return escaped;
      if (escaped.kind === 'character') {
        return { kind: 'set', set: singleton(escaped.code, options.ignoreCase) };
      }
      const set: CharacterSet = {
        items: [escaped.item],
        negated: false,
        ignoreCase: false,
        skipsNewline: false,
      };
      return { kind: 'set', set };
    }
    case '*':
    case '+':
    case '?':
      throw quantifierError();
    case '{':
      if (/[0-9]/.test(reader.peek())) throw quantifierError();
      return characterPattern(next, options);
    default:
      return characterPattern(next, options);
  }
}

/** `[[:<:]]` and `[[:>:]]` are older spellings of \m and \M. */
function readBracketAtom(reader: PatternReader, options: RegexpOptions): Pattern {
  if (reader.skip('[:<:]]')) return { kind: 'assertion', assertion: 'word-start' };
  if (reader.skip('[:>:]]')) return { kind: 'assertion', assertion: 'word-end' };
  return { kind: 'set', set: readBracket(reader, options) };
}

function readGroup(context: Context): Pattern {
  const { reader } = context;
  const depth = context.depth + 1;
  if (depth > MAX_DEPTH) throw invalidRegexp('regular expression is too complex');
  let index = 0;
  if (!reader.skip('?:')) {
    if (reader.peek() === '?') throw badGroup(reader);
    index = ++reader.groups;
  }
  const operand = readAlternatives({ ...context, depth });
  if (!reader.skip(')')) throw unbalanced();
  if (index > 0) return { kind: 'capture', operand, index };
  // A quantifier may follow an assertion in parentheses.
  return operand.kind === 'assertion' ? { kind: 'sequence', parts: [operand] } : operand;
}

function badGroup(reader: PatternReader) {
  const isAround = /^(?:=|!|<=|<!)$/.test(
    reader.peek(1) === '<' ? `<${reader.peek(2)}` : reader.peek(1),
  );
  return isAround ? unsupportedRegexp('lookahead and lookbehind') : quantifierError();
}

function readQuantifier({ reader, options }: Context, atom: Pattern): Pattern {
  const bounds = readBounds(reader);
  if (bounds === undefined) return atom;
  if (atom.kind === 'assertion') throw quantifierError();
  const prefers = reader.skip('?') ? 'shortest' : 'longest';
  const preference: Preference = bounds.isExact ? 'none' : prefers;
  skipIgnored({ reader, options, depth: 0 });
  const next = reader.peek();
  const isDouble =
    (next !== '' && '*+?'.includes(next)) || (next === '{' && /[0-9]/.test(reader.peek(1)));
  if (isDouble) throw quantifierError();
  const { least, most } = bounds;
  if (most === 0) return emptyPattern;
  return { kind: 'repeat', operand: atom, least, most, preference };
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  /** `{m}`, which has no preference of its own. */
  readonly isExact: boolean;
}

function readBounds(reader: PatternReader): Bounds | undefined {
  if (reader.skip('*')) return { least: 0, most: Infinity, isExact: false };
  if (reader.skip('+')) return { least: 1, most: Infinity, isExact: false };
  if (reader.skip('?')) return { least: 0, most: 1, isExact: false };
  if (reader.peek() !== '{' || !/[0-9]/.test(reader.peek(1))) return undefined;
  reader.take();
  const least = readCount(reader);
  const isExact = !reader.skip(',');
  const isOpen = !isExact && !/[0-9]/.test(reader.peek());
  const most = isOpen ? Infinity : isExact ? least : readCount(reader);
  if (!reader.skip('}') || most < least) throw invalidRegexp('invalid repetition count(s)');
  return { least, most, isExact };
}

function readCount(reader: PatternReader): number {
  let count = 0;
  while (/[0-9]/.test(reader.peek())) {
    count = count * 10 + Number(reader.take());
    if (count > MAX_COUNT) throw invalidRegexp('invalid repetition count(s)');
  }
  return count;
}

function characterPattern(character: string, { ignoreCase }: RegexpOptions): Pattern {
  return { kind: 'set', set: singleton(character.codePointAt(0) ?? 0, ignoreCase) };
}

function anyCharacter({ newlineStops }: RegexpOptions): CharacterSet {
  return { items: [], negated: true, ignoreCase: false, skipsNewline: newlineStops };
}

function quantifierError() {
  return invalidRegexp('quantifier operand invalid');
}

function unbalanced() {
  return invalidRegexp('parentheses () not balanced');
}
