import { createAlphabet } from './alphabet.ts';
import { createAutomaton } from './automaton.ts';
import { createEffort, type Effort } from './effort.ts';
import { createPartScanners, findGroups, type PartScanners } from './find-groups.ts';
import { type MatchNode, matchTree } from './match-tree.ts';
import { defaultOptions, type RegexpOptions } from './options.ts';
import { parsePattern } from './parse-pattern.ts';
import type { Pattern } from './pattern.ts';
import { compileProgram } from './program.ts';
import { acceptsWithinBytes } from './scan-bytes.ts';
import { acceptsWithin, type Scanner, scanBackward, scanForward } from './scan-text.ts';

/**
 * Offsets in UTF-16 units of a match and its groups: start and end of the whole, of group 1 …; -1
 * and -1 of a group that took no part.
 */
export type RegexpMatch = Int32Array;

/** A compiled pattern. Not for two searches at once: it keeps what it learns of the alphabet. */
export interface Regexp {
  /** Number of groups in parentheses. */
  readonly groups: number;
  /** Whether it matches somewhere in `text`. */
  test(text: string): boolean;
  /** The same of a text in UTF-8, the bytes [start, end). */
  testBytes(data: Uint8Array, start: number, end: number): boolean;
  /** Finds matches in one text. */
  search(text: string): RegexpSearch;
}

/** The matches of one pattern in one text. */
interface RegexpSearch {
  /**
   * The match that begins leftmost at or after `from`, of those the one that PostgreSQL takes:
   * the longest, or shortest where the pattern prefers that.
   */
  find(from: number, withGroups: boolean): RegexpMatch | undefined;
}

/**
 * Compile a pattern (`parsePattern` says which) to automata without backtracking: a search takes
 * time linear in the text. Throws SQL_INVALID_REGULAR_EXPRESSION and SQL_UNSUPPORTED; searches
 * SQL_RESULT_TOO_LARGE past a bound of steps.
 */
export function compileRegexp(text: string, options: RegexpOptions = defaultOptions): Regexp {
  const { pattern, groups } = parsePattern(text, options);
  const parts = createParts(pattern);
  return {
    groups,
    test(subject) {
      parts.effort.renew();
      return acceptsWithin(parts.searcher, subject);
    },
    testBytes(data, start, end) {
      parts.effort.renew();
      return acceptsWithinBytes(parts.searcher, data, start, end);
    },
    search: (subject) => createSearch(parts, groups, subject),
  };
}

/** The automata of a pattern, each made when first needed but for the check of their sizes. */
interface Parts {
  readonly effort: Effort;
  readonly tree: MatchNode;
  readonly searcher: Scanner;
  readonly starts: Scanner;
  readonly whole: Scanner;
  readonly scanners: PartScanners;
}

function createParts(pattern: Pattern): Parts {
  const alphabet = createAlphabet();
  const effort = createEffort();
  // Also meets every set and assertion, before the first color is asked for.
  const forward = compileProgram(pattern, alphabet, false);
  const backward = compileProgram(pattern, alphabet, true);
  const tree = matchTree(pattern);
  const scanner = (program: typeof forward, isSearch: boolean, isReversed: boolean): Scanner => ({
    automaton: createAutomaton(program, alphabet, { isSearch, isReversed, effort }),
    alphabet,
    effort,
  });
  return {
    effort,
    tree,
    searcher: scanner(forward, true, false),
    starts: scanner(backward, true, true),
    whole: scanner(forward, false, false),
    scanners: createPartScanners(alphabet, effort),
  };
}

function createSearch(parts: Parts, groups: number, text: string): RegexpSearch {
  let starts: Uint8Array | undefined;
  parts.effort.renew();
  return {
    find(from, withGroups) {
      starts ??= startsOf(parts, text);
      const start = starts.indexOf(1, from);
      if (start < 0) return undefined;
      const end = endOf(parts, text, start);
      const match = new Int32Array(withGroups ? groups * 2 + 2 : 2).fill(-1);
      if (withGroups) findGroups({ ...parts, text, match }, parts.tree, start, end);
      match[0] = start;
      match[1] = end;
      return match;
    },
  };
}

/** 1 at each offset where a match begins. */
function startsOf({ searcher, starts: scanner }: Parts, text: string): Uint8Array {
  const starts = new Uint8Array(text.length + 1);
  if (!acceptsWithin(searcher, text)) return starts;
  scanBackward(scanner, text, 0, text.length, (at) => {
    starts[at] = 1;
    return true;
  });
  return starts;
}

function endOf({ whole, tree }: Parts, text: string, start: number): number {
  let end = start;
  scanForward(whole, text, start, text.length, (at) => {
    end = at;
    return tree.prefers !== 'shortest';
  });
  return end;
}
