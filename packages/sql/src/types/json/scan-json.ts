/**
 * Reading parts of JSON texts without taking them apart. The texts are known to be valid; ranges
 * are offsets [start, end).
 */

/** The text of a member of an object; `undefined` if it has none, or is no object. */
export function memberText(text: string, name: string): string | undefined {
  const wanted = JSON.stringify(name);
  const start = skipBlanks(text, 0);
  if (text[start] !== '{') return undefined;
  let at = skipBlanks(text, start + 1);
  while (text[at] === '"') {
    const nameEnd = stringEnd(text, at);
    const isWanted = nameEnd - at === wanted.length && text.startsWith(wanted, at);
    const valueStart = skipBlanks(text, skipBlanks(text, nameEnd) + 1);
    const end = valueEnd(text, valueStart);
    if (isWanted) return text.slice(valueStart, end);
    at = nextItem(text, end);
  }
  return undefined;
}

/**
 * The text of an element of an array, counted from 0, from the end if negative; `undefined` if
 * there is none.
 */
export function elementText(text: string, index: number): string | undefined {
  if (index < 0) return elementTexts(text)?.at(index);
  let count = 0;
  for (const element of itemsOf(text)) {
    if (count++ === index) return element;
  }
  return undefined;
}

/** The texts of the elements of an array; `undefined` if it is none. */
export function elementTexts(text: string): readonly string[] | undefined {
  return text[skipBlanks(text, 0)] === '[' ? [...itemsOf(text)] : undefined;
}

/** The text within a JSON string, `null` of null, any other value's own text: what `->>` gives. */
export function plainText(text: string): string | null {
  if (text[0] === '"') return JSON.parse(text) as string;
  return text === 'null' ? null : text;
}

function* itemsOf(text: string): Generator<string> {
  const start = skipBlanks(text, 0);
  if (text[start] !== '[') return;
  let at = skipBlanks(text, start + 1);
  while (at < text.length && text[at] !== ']') {
    const end = valueEnd(text, at);
    yield text.slice(at, end);
    at = nextItem(text, end);
  }
}

/** Where the next item begins behind one that ends at `end`; otherwise the closing bracket. */
function nextItem(text: string, end: number): number {
  const at = skipBlanks(text, end);
  return text[at] === ',' ? skipBlanks(text, at + 1) : at;
}

function valueEnd(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return stringEnd(text, start);
  if (first === '{' || first === '[') return bracketsEnd(text, start);
  let at = start;
  while (at < text.length && !isScalarEnd(text.charCodeAt(at))) at++;
  return at;
}

/** `,`, `]`, `}` or a blank. */
function isScalarEnd(code: number): boolean {
  return code === 0x2c || code === 0x5d || code === 0x7d || code <= 0x20;
}

function bracketsEnd(text: string, start: number): number {
  let open = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = stringEnd(text, at) - 1;
    else if (character === '{' || character === '[') open++;
    else if ((character === '}' || character === ']') && --open === 0) return at + 1;
  }
  return text.length;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at + 1;
  }
  return text.length;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return at;
}
