import { emptyPattern, type Pattern, type PatternRepeat, type Preference } from './pattern.ts';

/**
 * How a match divides among the parts of a pattern, so far as groups need to know: what no group
 * depends on stays one `unit`. `prefers` says which of several ends a part takes.
 */
export type MatchNode = MatchUnit | MatchPair | MatchChoice | MatchLoop;

interface MatchPart {
  readonly pattern: Pattern;
  readonly prefers: Preference;
  /** Groups that report the text of this part. */
  readonly captures: readonly number[];
  /** Both preferences occur in it. */
  readonly isMixed: boolean;
  /** There are groups in it, or it is one. */
  readonly hasCaptures: boolean;
}

interface MatchUnit extends MatchPart {
  readonly kind: 'unit';
}

/** Two parts, one after the other: the first takes what it prefers that lets the second match. */
interface MatchPair extends MatchPart {
  readonly kind: 'pair';
  readonly first: MatchNode;
  readonly second: MatchNode;
}

/** The first branch that matches the whole text of this part. */
interface MatchChoice extends MatchPart {
  readonly kind: 'choice';
  readonly branches: readonly MatchNode[];
}

/** No or more rounds of `round`; groups report the last one. */
export interface MatchLoop extends MatchPart {
  readonly kind: 'loop';
  readonly round: MatchNode;
  /** What may follow the first round, the second …; the last entry counts for all further ones. */
  readonly rests: readonly Pattern[];
}

/**
 * The tree of a pattern. It follows PostgreSQL's own rules, since what groups report depends on
 * where it cuts: the parts of a branch before the first that has groups, or prefers otherwise than
 * those before it, are one unit; alternatives always prefer the longest match.
 */
export function matchTree(pattern: Pattern): MatchNode {
  switch (pattern.kind) {
    case 'set':
    case 'assertion':
      return unit(pattern, 'none');
    case 'repeat':
      return branchTree([pattern]);
    case 'sequence':
      return branchTree(pattern.parts);
    case 'capture': {
      const inner = matchTree(pattern.operand);
      return { ...inner, captures: [...inner.captures, pattern.index], hasCaptures: true };
    }
    default:
      return choiceTree(pattern, pattern.branches.map(matchTree));
  }
}

function choiceTree(pattern: Pattern, branches: readonly MatchNode[]): MatchNode {
  const hasCaptures = branches.some((branch) => branch.hasCaptures);
  const isMixed = branches.some(({ isMixed, prefers }) => isMixed || prefers === 'shortest');
  const whole = unit(pattern, 'longest');
  return hasCaptures || isMixed
    ? { ...whole, kind: 'choice', branches, hasCaptures, isMixed }
    : whole;
}

function branchTree(parts: readonly Pattern[]): MatchNode {
  let prefers: Preference = 'none';
  for (const [index, part] of parts.entries()) {
    const operand = matchTree(part.kind === 'repeat' ? part.operand : part);
    const wanted = part.kind === 'repeat' ? part.preference : 'none';
    const all = new Set([prefers, wanted, operand.prefers]);
    const isMixed = operand.isMixed || (all.has('longest') && all.has('shortest'));
    if (operand.hasCaptures || isMixed) {
      const before = unit({ kind: 'sequence', parts: parts.slice(0, index) }, prefers);
      return joinHard(before, quantified(part, operand), wanted, parts.slice(index + 1));
    }
    prefers = firstOf(prefers, wanted, operand.prefers);
  }
  return unit(parts.length === 1 ? parts[0] : { kind: 'sequence', parts }, prefers);
}

/** `before`, a part that cannot be in one unit with it, and the rest of the branch. */
function joinHard(
  before: MatchNode,
  part: MatchNode,
  wanted: Preference,
  rest: readonly Pattern[],
): MatchNode {
  const end =
    rest.length === 0 ? part : pair(part, branchTree(rest), firstOf(wanted, part.prefers));
  const isEmpty = before.pattern.kind === 'sequence' && before.pattern.parts.length === 0;
  return isEmpty ? end : pair(before, end, firstOf(before.prefers, end.prefers));
}

/** A part with groups or mixed preferences under its quantifier. */
function quantified(part: Pattern, operand: MatchNode): MatchNode {
  if (part.kind !== 'repeat') return operand;
  const { least, most, preference } = part;
  const own = operand.isMixed ? 'none' : operand.prefers;
  const isVacuous =
    least === 1 &&
    most === 1 &&
    (preference === 'none' ||
      (operand.prefers === 'none' && !operand.isMixed) ||
      (preference === own && !operand.isMixed));
  if (isVacuous) return operand;
  const prefers = firstOf(preference, operand.prefers);
  const isMixed =
    operand.isMixed || new Set([preference, operand.prefers, 'longest', 'shortest']).size === 2;
  if (!operand.hasCaptures) return { ...unit(part, prefers), isMixed };
  if (least > 0) return lastRound(part, operand, prefers);
  const loop = { kind: 'loop', round: operand, captures: [], hasCaptures: true } as const;
  return { ...loop, rests: restsOf(part), pattern: part, prefers, isMixed };
}

/** What may follow each round of `x{0,n}`. */
function restsOf(part: PatternRepeat): readonly Pattern[] {
  if (part.most === Infinity) return [part];
  return Array.from({ length: part.most }, (_, round) => {
    const most = part.most - round - 1;
    return most === 0 ? emptyPattern : { ...part, most };
  });
}

/** `x{m,n}` as `x{m-1,n-1}x`: groups report the last round only. */
function lastRound(part: PatternRepeat, operand: MatchNode, prefers: Preference): MatchNode {
  const { least, most } = part;
  const earlier: Pattern =
    most === 1 ? emptyPattern : { ...part, least: least - 1, most: most - 1 };
  return pair(unit(earlier, prefers), operand, prefers);
}

function pair(first: MatchNode, second: MatchNode, prefers: Preference): MatchNode {
  const kinds = new Set([first.prefers, second.prefers]);
  return {
    kind: 'pair',
    pattern: { kind: 'sequence', parts: [first.pattern, second.pattern] },
    first,
    second,
    prefers,
    captures: [],
    isMixed: first.isMixed || second.isMixed || (kinds.has('longest') && kinds.has('shortest')),
    hasCaptures: first.hasCaptures || second.hasCaptures,
  };
}

function unit(pattern: Pattern, prefers: Preference): MatchNode {
  return { kind: 'unit', pattern, prefers, captures: [], isMixed: false, hasCaptures: false };
}

function firstOf(...preferences: readonly Preference[]): Preference {
  return preferences.find((preference) => preference !== 'none') ?? 'none';
}
