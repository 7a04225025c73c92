import { type Alphabet, sideKind } from './alphabet.ts';
import { type Automaton, DEAD } from './automaton.ts';
import type { Effort } from './effort.ts';

/** What scans read: an automaton over the alphabet of its pattern. */
export interface Scanner {
  readonly automaton: Automaton;
  readonly alphabet: Alphabet;
  /** Pays for the characters read. */
  readonly effort: Effort;
}

/** Scans pay for their characters once in this many. */
const EFFORT_MASK = 0xff;

/** Whether a search automaton accepts somewhere in `text`; it stops at the first place. */
export function acceptsWithin({ automaton, alphabet }: Scanner, text: string): boolean {
  const { ascii } = alphabet;
  let state = automaton.initial(sideKind.edge);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    let color = unit < 0x80 ? ascii[unit] : 0;
    if (color === 0) {
      const code = text.codePointAt(at) ?? unit;
      color = alphabet.colorOf(code);
      at += Number(code > 0xffff);
    }
    const step = stepOf(automaton, state, color);
    if ((step & 1) !== 0) return true;
    state = step >> 1;
  }
  return (stepOf(automaton, state, 0) & 1) !== 0;
}

/** A place in the text at which an automaton accepts; `false` ends the scan. */
type Visit = (at: number) => boolean;

/**
 * Read `text` forwards from `start` and call `visit` at each place up to `end` where the automaton
 * accepts, in order. What lies outside counts for assertions only.
 */
export function scanForward(
  { automaton, alphabet, effort }: Scanner,
  text: string,
  start: number,
  end: number,
  visit: Visit,
): void {
  let state = automaton.initial(sideBefore(alphabet, text, start));
  for (let at = start; at <= end; ) {
    if ((at & EFFORT_MASK) === 0) effort.spend(EFFORT_MASK);
    const code = text.codePointAt(at);
    const step = stepOf(automaton, state, code === undefined ? 0 : alphabet.colorOf(code));
    if ((step & 1) !== 0 && !visit(at)) return;
    state = step >> 1;
    if (code === undefined || state === DEAD) return;
    at += code > 0xffff ? 2 : 1;
  }
}

/** The same from `end` backwards, down to `start`, with an automaton of a reversed program. */
export function scanBackward(
  { automaton, alphabet, effort }: Scanner,
  text: string,
  start: number,
  end: number,
  visit: Visit,
): void {
  let state = automaton.initial(sideAfter(alphabet, text, end));
  for (let at = end; at >= start; ) {
    if ((at & EFFORT_MASK) === 0) effort.spend(EFFORT_MASK);
    const code = codeBefore(text, at);
    const step = stepOf(automaton, state, code === undefined ? 0 : alphabet.colorOf(code));
    if ((step & 1) !== 0 && !visit(at)) return;
    state = step >> 1;
    if (code === undefined || state === DEAD) return;
    at -= code > 0xffff ? 2 : 1;
  }
}

/** Twice the next state, plus 1 if the automaton accepts before a character of `color`. */
export function stepOf(automaton: Automaton, state: number, color: number): number {
  const { steps, stride } = automaton.known;
  const step = color < stride ? steps[state * stride + color] : -1;
  return step < 0 ? automaton.step(state, color) : step;
}

function sideBefore(alphabet: Alphabet, text: string, at: number): number {
  const code = codeBefore(text, at);
  return code === undefined ? sideKind.edge : alphabet.sideOf(alphabet.colorOf(code));
}

function sideAfter(alphabet: Alphabet, text: string, at: number): number {
  const code = text.codePointAt(at);
  return code === undefined ? sideKind.edge : alphabet.sideOf(alphabet.colorOf(code));
}

function codeBefore(text: string, at: number): number | undefined {
  if (at === 0) return undefined;
  const unit = text.charCodeAt(at - 1);
  const isLow = (unit & 0xfc00) === 0xdc00;
  return isLow && at > 1 ? text.codePointAt(at - 2) : unit;
}
