import { distinctOf } from './distinct-count.ts';
import { estimateRows } from './estimate-rows.ts';
import type { JoinGraph } from './join-graph.ts';
import { shiftColumns } from './join-sides.ts';
import { defaultSelectivity } from './selectivity.ts';
import type { StatisticsLookup } from './statistics.ts';

/** An order of joining some of a graph's relations, with what it is expected to cost. */
export interface JoinTree {
  /** Bit i: relation i is in it. */
  readonly relations: bigint;
  /** About how many rows it gives. */
  readonly rows: number;
  /** Rows read, kept and given by all of its joins. */
  readonly cost: number;
  readonly node:
    | { readonly kind: 'relation'; readonly index: number }
    | { readonly kind: 'join'; readonly left: JoinTree; readonly right: JoinTree };
}

/** What the search asks of a graph. */
export interface JoinCosts {
  readonly leaf: (index: number) => JoinTree;
  /** A join with the right side as the one that is kept in memory. */
  readonly join: (left: JoinTree, right: JoinTree) => JoinTree;
}

/** Keeping a row and hashing its key, against looking up a key. */
const BUILD_COST = 2;

/** Up to so many relations all orders are compared; that is 3^n pairs of sets. */
const MOST_FOR_ALL_ORDERS = 6;

/**
 * The cheapest order that is found: of all of them, bushy ones too, by dynamic programming over sets
 * of relations (Moerkotte and Neumann, "Analysis of Two Existing and One New Dynamic Programming
 * Algorithm", 2006), or with many relations by always joining the two with the fewest resulting rows
 * (Fegaras, "A New Heuristic for Optimizing Large Queries", 1998).
 */
export function cheapestOrder(relationCount: number, costs: JoinCosts): JoinTree {
  const leaves = Array.from({ length: relationCount }, (_, index) => costs.leaf(index));
  return relationCount <= MOST_FOR_ALL_ORDERS ? bestOfAll(leaves, costs) : greedy(leaves, costs);
}

function bestOfAll(leaves: readonly JoinTree[], costs: JoinCosts): JoinTree {
  const best = new Map<number, JoinTree>();
  for (const [index, leaf] of leaves.entries()) best.set(1 << index, leaf);
  const everything = (1 << leaves.length) - 1;
  for (let set = 1; set <= everything; set++) {
    for (let part = (set - 1) & set; part > 0; part = (part - 1) & set) {
      const left = best.get(part) as JoinTree;
      const right = best.get(set ^ part) as JoinTree;
      const candidate = costs.join(left, right);
      const known = best.get(set);
      if (known === undefined || candidate.cost < known.cost) best.set(set, candidate);
    }
  }
  return best.get(everything) as JoinTree;
}

function greedy(leaves: readonly JoinTree[], costs: JoinCosts): JoinTree {
  let trees = [...leaves];
  const known = new Map<JoinTree, Map<JoinTree, JoinTree>>();
  while (trees.length > 1) {
    let next: JoinTree | undefined;
    for (const [index, one] of trees.entries()) {
      for (const other of trees.slice(index + 1)) {
        const candidate = joined(one, other);
        if (next === undefined || isBetter(candidate, next)) next = candidate;
      }
    }
    const chosen = next as JoinTree;
    trees = [...trees.filter((tree) => (tree.relations & chosen.relations) === 0n), chosen];
  }
  return trees[0];

  /** The smaller one is kept. */
  function joined(one: JoinTree, other: JoinTree): JoinTree {
    const ofOne = known.get(one) ?? new Map<JoinTree, JoinTree>();
    known.set(one, ofOne);
    const found = ofOne.get(other);
    if (found !== undefined) return found;
    const tree = one.rows < other.rows ? costs.join(other, one) : costs.join(one, other);
    ofOne.set(other, tree);
    return tree;
  }
}

function isBetter(candidate: JoinTree, than: JoinTree): boolean {
  return candidate.rows < than.rows || (candidate.rows === than.rows && candidate.cost < than.cost);
}

/** The costs of joining the relations of `graph`. */
export function joinCosts(graph: JoinGraph, statistics: StatisticsLookup): JoinCosts {
  const sizes = graph.relations.map(({ plan }) => estimateRows(plan, statistics));
  const classes = graph.classes.map((terms) =>
    terms.map(({ relation, expression }) => ({
      bit: 1n << BigInt(relation),
      distinct: distinctInRelation(graph, sizes, statistics, relation, expression),
    })),
  );
  const conditions = graph.conditions.map(({ relations }) =>
    relations.reduce((bits, relation) => bits | (1n << BigInt(relation)), 0n),
  );
  return {
    leaf: (index) => ({
      relations: 1n << BigInt(index),
      rows: sizes[index],
      cost: 0,
      node: { kind: 'relation', index },
    }),
    join: (left, right) => {
      const relations = left.relations | right.relations;
      const keys = distinctKeys(classes, left, right);
      const isConnected = keys !== undefined;
      let rows = (left.rows * right.rows) / (keys ?? 1);
      const pairs = isConnected ? 0 : rows;
      for (const bits of conditions) {
        if (completes(bits, relations, left.relations, right.relations)) {
          rows *= defaultSelectivity.other;
        }
      }
      rows = Math.max(1, rows);
      const cost = left.cost + right.cost + left.rows + BUILD_COST * right.rows + pairs + rows;
      return { relations, rows, cost, node: { kind: 'join', left, right } };
    },
  };
}

interface TermCount {
  readonly bit: bigint;
  readonly distinct: number;
}

/**
 * The different keys of the side that has more of them, at most one for each of its rows: so many
 * times fewer pairs there are. `undefined` without a class of keys that both sides have terms of.
 */
function distinctKeys(
  classes: readonly (readonly TermCount[])[],
  left: JoinTree,
  right: JoinTree,
): number | undefined {
  let isConnected = false;
  let leftKeys = 1;
  let rightKeys = 1;
  for (const terms of classes) {
    const ofLeft = fewestDistinct(terms, left.relations);
    const ofRight = fewestDistinct(terms, right.relations);
    if (ofLeft === undefined || ofRight === undefined) continue;
    isConnected = true;
    leftKeys *= ofLeft;
    rightKeys *= ofRight;
  }
  if (!isConnected) return undefined;
  return Math.max(1, Math.min(leftKeys, left.rows), Math.min(rightKeys, right.rows));
}

/** Values that all terms of a side share are at most those of the one with the fewest. */
function fewestDistinct(terms: readonly TermCount[], side: bigint): number | undefined {
  let fewest: number | undefined;
  for (const { bit, distinct } of terms) {
    if ((bit & side) !== 0n) fewest = Math.min(fewest ?? distinct, distinct);
  }
  return fewest;
}

/** Whether a condition can be decided on the whole but on neither side. */
function completes(bits: bigint, all: bigint, left: bigint, right: bigint): boolean {
  return (bits & all) === bits && (bits & left) !== bits && (bits & right) !== bits;
}

function distinctInRelation(
  { relations }: JoinGraph,
  sizes: readonly number[],
  statistics: StatisticsLookup,
  relation: number,
  expression: JoinGraph['classes'][number][number]['expression'],
): number {
  const { plan, offset } = relations[relation];
  const own = shiftColumns(expression, -offset);
  return distinctOf(own, { plan, rows: sizes[relation], statistics });
}
