import { caseVariants } from './character-class.ts';
import type { CharacterSet } from './pattern.ts';

const NEWLINE = 10;

/** Whether a set holds a code point. */
export function holds(set: CharacterSet, code: number): boolean {
  if (set.skipsNewline && code === NEWLINE) return false;
  const found = set.ignoreCase
    ? caseVariants(code).some((variant) => holdsExactly(set, variant))
    : holdsExactly(set, code);
  return found !== set.negated;
}

/** The set of one code point, in both of its cases if `ignoreCase`. */
export function singleton(code: number, ignoreCase: boolean): CharacterSet {
  return { items: [{ low: code, high: code }], negated: false, ignoreCase, skipsNewline: false };
}

/** A text that two sets share only if they hold the same code points. */
export function setKey({ items, negated, ignoreCase, skipsNewline }: CharacterSet): string {
  const shown = items.map((item) =>
    'low' in item ? `${item.low}-${item.high}` : `${item.negated ? '^' : ''}${item.name}`,
  );
  return `${negated ? '^' : ''}${ignoreCase ? 'i' : ''}${skipsNewline ? 'n' : ''}:${shown.join()}`;
}

function holdsExactly({ items }: CharacterSet, code: number): boolean {
  return items.some((item) =>
    'low' in item ? code >= item.low && code <= item.high : item.named(code) !== item.negated,
  );
}
