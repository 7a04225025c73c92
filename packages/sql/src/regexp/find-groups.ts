import assert from 'node:assert/strict';
import type { Alphabet } from './alphabet.ts';
import { createAutomaton } from './automaton.ts';
import type { Effort } from './effort.ts';
import type { MatchLoop, MatchNode } from './match-tree.ts';
import type { Pattern } from './pattern.ts';
import { compileProgram } from './program.ts';
import { type Scanner, scanBackward, scanForward } from './scan-text.ts';

/** A text and the groups that are looked for in it. */
interface GroupSearch {
  readonly scanners: PartScanners;
  readonly text: string;
  /** Offsets of group n go to 2n and 2n + 1. */
  readonly match: Int32Array;
}

/**
 * Write the offsets of the groups below `node`, which is known to match from `start` to `end`.
 * Divides the match among the parts of the tree from the top down. Where a part can end, and from
 * where the rest can go on, is found by one scan forwards and one backwards, so nothing is tried
 * twice: each level takes time linear in the text of the match.
 */
export function findGroups(search: GroupSearch, node: MatchNode, start: number, end: number): void {
  for (const index of node.captures) {
    search.match[index * 2] = start;
    search.match[index * 2 + 1] = end;
  }
  if (!node.hasCaptures) return;
  switch (node.kind) {
    case 'unit':
      return;
    case 'pair': {
      const rest = placesBefore(search, node.second.pattern, start, end);
      const middle = endOf(search, node.first, { start, end }, { places: rest, offset: start });
      assert(middle >= 0, 'a pair that matches can be divided');
      findGroups(search, node.first, start, middle);
      findGroups(search, node.second, middle, end);
      return;
    }
    case 'choice': {
      const branch = node.branches.find((each) => matchesWhole(search, each, start, end));
      assert(branch !== undefined, 'one branch of a choice that matches does');
      findGroups(search, branch, start, end);
      return;
    }
    case 'loop':
      findLastRound(search, node, start, end);
      return;
    default:
      assert.fail(String(node satisfies never));
  }
}

/**
 * Each round takes what it prefers, from the left, and something; groups are of the last one. An
 * empty text has a round if that can be empty and does not prefer to be short.
 */
function findLastRound(search: GroupSearch, node: MatchLoop, start: number, end: number): void {
  const { round, rests } = node;
  if (start === end) {
    const isRound = round.prefers !== 'shortest' && matchesWhole(search, round, start, end);
    if (isRound) findGroups(search, round, start, end);
    return;
  }
  let from = start;
  let rest: Places | undefined;
  for (let index = 0; ; index++) {
    if (rest === undefined || index < rests.length) {
      rest = { places: placesBefore(search, rests[index], from, end), offset: from };
    }
    rest.places[from - rest.offset] = 0;
    const next = endOf(search, round, { start: from, end }, rest);
    assert(next > from, 'a loop that matches has a round');
    if (next === end) break;
    from = next;
  }
  findGroups(search, round, from, end);
}

/** Offsets marked with 1, from `offset` on. */
interface Places {
  readonly places: Uint8Array;
  readonly offset: number;
}

/** Where a part that begins at `start` ends, of the places where the rest can go on; -1: nowhere. */
function endOf(
  { scanners, text }: GroupSearch,
  node: MatchNode,
  { start, end }: { readonly start: number; readonly end: number },
  { places, offset }: Places,
): number {
  let best = -1;
  scanForward(scanners(node.pattern, false), text, start, end, (at) => {
    if (places[at - offset] === 1) best = at;
    return best < 0 || node.prefers !== 'shortest';
  });
  return best;
}

/** The places from which `pattern` matches up to `end`. */
function placesBefore(
  { scanners, text }: GroupSearch,
  pattern: Pattern,
  start: number,
  end: number,
): Uint8Array {
  const places = new Uint8Array(end - start + 1);
  scanBackward(scanners(pattern, true), text, start, end, (at) => {
    places[at - start] = 1;
    return true;
  });
  return places;
}

function matchesWhole(search: GroupSearch, node: MatchNode, start: number, end: number): boolean {
  const places = Uint8Array.of(1);
  return endOf(search, node, { start, end }, { places, offset: end }) === end;
}

/** The automaton of a part, forwards or backwards. */
export type PartScanners = (pattern: Pattern, isReversed: boolean) => Scanner;

/** The automata of parts, made when first asked for. */
export function createPartScanners(alphabet: Alphabet, effort: Effort): PartScanners {
  const forwards = new Map<Pattern, Scanner>();
  const backwards = new Map<Pattern, Scanner>();
  return (pattern, isReversed) => {
    const scanners = isReversed ? backwards : forwards;
    const known = scanners.get(pattern);
    if (known !== undefined) return known;
    const program = compileProgram(pattern, alphabet, isReversed);
    const options = { isSearch: false, isReversed, effort };
    const scanner = { automaton: createAutomaton(program, alphabet, options), alphabet, effort };
    scanners.set(pattern, scanner);
    return scanner;
  };
}
