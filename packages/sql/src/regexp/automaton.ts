import { type Alphabet, sideKind } from './alphabet.ts';
import type { Effort } from './effort.ts';
import type { Assertion } from './pattern.ts';
import { operation, type Program } from './program.ts';

/** The state from which nothing can match any more. */
export const DEAD = 0;

/** States are forgotten when their lists hold more entries than this, or their steps do. */
const MAX_ENTRIES = 500_000;
const MAX_STEPS = 250_000;

/**
 * A deterministic automaton built as texts are read (R. Cox, "Regular Expression Matching in the
 * Wild", 2010). A state is the set of program states after a character, before the conditions
 * at that place are followed: they need the next character as well. So `step` tells, when it
 * consumes a character, whether the program accepted just before it.
 */
export interface Automaton {
  /** The state before any character; `side` is the `sideKind` of what stands there already. */
  initial(side: number): number;
  /**
   * Twice the next state, plus 1 if the program accepts before a character of `color`; color 0 is
   * the end of the text.
   */
  step(state: number, color: number): number;
  /** Steps known already: of `state` and `color` at `state * stride + color`, or -1. */
  readonly known: { readonly steps: Int32Array; readonly stride: number };
}

export interface AutomatonOptions {
  readonly isSearch: boolean;
  readonly isReversed: boolean;
  readonly effort: Effort;
}

/**
 * The automaton of a program. `isSearch`: a match may begin at every place. `isReversed`: texts are
 * read from their end, so that the character consumed last stands after the next one.
 */
export function createAutomaton(
  program: Program,
  alphabet: Alphabet,
  options: AutomatonOptions,
): Automaton {
  const { isSearch, isReversed, effort } = options;
  const states = createStates(program.start);
  const closure = createClosure(program);

  const compute = (state: State, color: number): number => {
    const side = alphabet.sideOf(color);
    const [before, after] = isReversed ? [side, state.side] : [state.side, side];
    const { targets, accepts } = closure(state.seeds, before, after, (set) =>
      alphabet.isIn(color, set),
    );
    if (color === 0) return Number(accepts);
    if (isSearch) targets.add(program.start);
    const seeds = [...targets].sort((a, b) => a - b);
    return states.indexOf(seeds, side) * 2 + Number(accepts);
  };

  return {
    known: states.known,
    initial: (side) => states.indexOf([program.start], side),
    step(index, color) {
      effort.spend(program.operations.length);
      states.widen(color);
      const state = states.at(index);
      // Before the step is computed: the state that it leads to must survive.
      const isForgotten = states.forgetIfFull();
      const result = compute(state, color);
      if (!isForgotten) states.known.steps[index * states.known.stride + color] = result;
      return result;
    },
  };
}

/** The states of one automaton and the steps between them; state 0 is DEAD. */
function createStates(start: number) {
  const known: { steps: Int32Array; stride: number } = { steps: new Int32Array(0), stride: 8 };
  const states: State[] = [];
  const byKey = new Map<string, number>();
  let entries = 0;

  const add = (state: State): number => {
    const index = states.push(state) - 1;
    entries += state.seeds.length + 1;
    if (states.length * known.stride > known.steps.length) {
      known.steps = resized(known.steps, known.steps.length * 2);
    }
    return index;
  };

  const indexOf = (seeds: readonly number[], side: number): number => {
    if (seeds.length === 0) return DEAD;
    const key = `${side}:${seeds.join()}`;
    const index = byKey.get(key) ?? add({ seeds, side });
    byKey.set(key, index);
    return index;
  };

  const reset = (): void => {
    states.length = 0;
    byKey.clear();
    entries = 0;
    known.steps = new Int32Array(16 * known.stride).fill(-1);
    add({ seeds: [], side: sideKind.edge });
    indexOf([start], sideKind.edge);
  };

  reset();
  return {
    known,
    indexOf,
    at: (index: number): State => states[index],
    /** Make room for steps by `color`. */
    widen(color: number): void {
      if (color < known.stride) return;
      const stride = 2 ** Math.ceil(Math.log2(color + 1));
      const wide = new Int32Array((known.steps.length / known.stride) * stride).fill(-1);
      for (let at = 0; at < known.steps.length; at++) {
        wide[Math.floor(at / known.stride) * stride + (at % known.stride)] = known.steps[at];
      }
      known.steps = wide;
      known.stride = stride;
    },
    /** Forget all states when there are too many; whether that was so. */
    forgetIfFull(): boolean {
      const isFull = entries > MAX_ENTRIES || states.length * known.stride > MAX_STEPS;
      if (isFull) reset();
      return isFull;
    },
  };
}

interface State {
  /** Program states, ascending. */
  readonly seeds: readonly number[];
  /** The `sideKind` of the character consumed last. */
  readonly side: number;
}

interface Closure {
  /** States behind the sets that the character is in. */
  readonly targets: Set<number>;
  readonly accepts: boolean;
}

/** A function that follows splits and assertions from `seeds`, and then sets where `isIn` holds. */
function createClosure({ operations, next, other, argument, assertions }: Program) {
  const marks = new Uint32Array(operations.length);
  const stack: number[] = [];
  let round = 0;
  const push = (state: number): void => {
    if (marks[state] === round) return;
    marks[state] = round;
    stack.push(state);
  };
  const follow = (state: number, before: number, after: number): void => {
    if (operations[state] === operation.split) {
      push(next[state]);
      push(other[state]);
    } else if (operations[state] === operation.assertion) {
      if (assertionHolds(assertions[state], before, after)) push(next[state]);
    }
  };
  return (
    seeds: readonly number[],
    before: number,
    after: number,
    isIn: (set: number) => boolean,
  ): Closure => {
    round++;
    const targets = new Set<number>();
    let accepts = false;
    for (const seed of seeds) push(seed);
    for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
      if (operations[state] === operation.accept) accepts = true;
      else if (operations[state] !== operation.set) follow(state, before, after);
      else if (isIn(argument[state])) targets.add(next[state]);
    }
    return { targets, accepts };
  };
}

function assertionHolds(assertion: Assertion | undefined, before: number, after: number): boolean {
  const { edge, newline, word } = sideKind;
  switch (assertion) {
    case 'text-start':
      return before === edge;
    case 'text-end':
      return after === edge;
    case 'line-start':
      return before === edge || before === newline;
    case 'line-end':
      return after === edge || after === newline;
    case 'word-start':
      return before !== word && after === word;
    case 'word-end':
      return before === word && after !== word;
    case 'word-edge':
      return (before === word) !== (after === word);
    case 'no-word-edge':
      return (before === word) === (after === word);
    default:
      return true;
  }
}

function resized(steps: Int32Array, length: number): Int32Array {
  const larger = new Int32Array(length).fill(-1);
  larger.set(steps);
  return larger;
}
