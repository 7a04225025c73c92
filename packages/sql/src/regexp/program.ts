import assert from 'node:assert/strict';
import type { Alphabet } from './alphabet.ts';
import type { Assertion, Pattern } from './pattern.ts';
import { invalidRegexp } from './regexp-error.ts';

/** Most states of one program: counted repetitions multiply. */
const MAX_STATES = 10_000;

export const operation = { accept: 0, set: 1, split: 2, assertion: 3 } as const;

/**
 * A nondeterministic automaton (K. Thompson, "Regular Expression Search Algorithm", CACM 1968), by
 * parallel lists: a `set` state consumes a character of the set `argument` and goes to `next`; a
 * `split` goes to `next` and `other`, an `assertion` to `next` where its condition holds, both
 * without consuming. State 0 accepts.
 */
export interface Program {
  readonly operations: readonly number[];
  readonly next: readonly number[];
  readonly other: readonly number[];
  /** Index of the set in the alphabet. */
  readonly argument: readonly number[];
  readonly assertions: readonly (Assertion | undefined)[];
  readonly start: number;
}

/**
 * The program of a pattern; with `reversed` it reads texts from their end. Throws
 * SQL_INVALID_REGULAR_EXPRESSION when it would be too large.
 */
export function compileProgram(pattern: Pattern, alphabet: Alphabet, reversed: boolean): Program {
  const draft: Draft = {
    alphabet,
    reversed,
    operations: [],
    next: [],
    other: [],
    argument: [],
    assertions: [],
  };
  const accept = addState(draft, operation.accept, 0);
  return { ...draft, start: compile(draft, pattern, accept) };
}

interface Draft {
  readonly alphabet: Alphabet;
  readonly reversed: boolean;
  readonly operations: number[];
  readonly next: number[];
  readonly other: number[];
  readonly argument: number[];
  readonly assertions: (Assertion | undefined)[];
}

/** The state from which `pattern` is matched, and then what is matched from `after`. */
function compile(draft: Draft, pattern: Pattern, after: number): number {
  switch (pattern.kind) {
    case 'set': {
      const state = addState(draft, operation.set, after);
      draft.argument[state] = draft.alphabet.setIndex(pattern.set);
      return state;
    }
    case 'assertion': {
      const state = addState(draft, operation.assertion, after);
      draft.assertions[state] = pattern.assertion;
      draft.alphabet.noteAssertion(pattern.assertion);
      return state;
    }
    case 'sequence': {
      const parts = draft.reversed ? pattern.parts : pattern.parts.toReversed();
      return parts.reduce((next, part) => compile(draft, part, next), after);
    }
    case 'alternatives':
      return pattern.branches
        .map((branch) => compile(draft, branch, after))
        .reduce((first, second) => split(draft, first, second));
    case 'capture':
      return compile(draft, pattern.operand, after);
    case 'repeat':
      return compileRepeat(draft, pattern, after);
    default:
      return assert.fail(String(pattern satisfies never));
  }
}

function compileRepeat(
  draft: Draft,
  { operand, least, most }: Extract<Pattern, { kind: 'repeat' }>,
  after: number,
): number {
  let next = after;
  if (most === Infinity) {
    const loop = split(draft, after, after);
    draft.next[loop] = compile(draft, operand, loop);
    next = loop;
  } else {
    for (let round = least; round < most; round++) {
      next = split(draft, compile(draft, operand, next), after);
    }
  }
  for (let round = 0; round < least; round++) next = compile(draft, operand, next);
  return next;
}

function split(draft: Draft, first: number, second: number): number {
  const state = addState(draft, operation.split, first);
  draft.other[state] = second;
  return state;
}

function addState(draft: Draft, kind: number, next: number): number {
  const state = draft.operations.length;
  if (state >= MAX_STATES) throw invalidRegexp('regular expression is too complex');
  draft.operations.push(kind);
  draft.next.push(next);
  draft.other.push(next);
  draft.argument.push(0);
  draft.assertions.push(undefined);
  return state;
}
