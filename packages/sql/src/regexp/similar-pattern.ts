import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';

/**
 * The regular expression that a pattern of SIMILAR TO means: `%` is any text, `_` any character,
 * groups capture nothing, and the whole text must match. `mark` makes the next character literal;
 * without a character there is no such mark. Two marks with `"` cut the pattern in three, of which
 * the middle is what SUBSTRING gives. Throws SQL_INVALID_VALUE.
 */
export function similarPattern(pattern: string, mark: string): string {
  const draft: Draft = { text: '^(?:', inBrackets: false, separators: 0 };
  let isEscaped = false;
  for (const character of pattern) {
    if (isEscaped) {
      appendEscaped(draft, character);
      isEscaped = false;
    } else if (character === mark) isEscaped = true;
    else append(draft, character);
  }
  return `${draft.text})$`;
}

interface Draft {
  text: string;
  inBrackets: boolean;
  separators: number;
}

const special: Readonly<Record<string, string>> = {
  '%': '.*',
  _: '.',
  '(': '(?:',
  '\\': '\\\\',
  '.': '\\.',
  '^': '\\^',
  $: '\\$',
};

function append(draft: Draft, character: string): void {
  if (draft.inBrackets) {
    draft.text += character === '\\' ? '\\\\' : character;
    draft.inBrackets = character !== ']';
    return;
  }
  draft.inBrackets = character === '[';
  draft.text += special[character] ?? character;
}

/** The first part takes as little as it can, the second as much. */
const separators = ['){1,1}?(', '){1,1}(?:'];

function appendEscaped(draft: Draft, character: string): void {
  if (character !== '"' || draft.inBrackets) {
    draft.text += `\\${character}`;
    return;
  }
  const separator = separators[draft.separators++];
  if (separator === undefined) {
    throw new SqlError(
      'SQL_INVALID_VALUE',
      'SQL regular expression may not contain more than two escape-double-quote separators',
      { sqlState: conditions.invalidUseOfEscapeCharacter },
    );
  }
  draft.text += separator;
}
