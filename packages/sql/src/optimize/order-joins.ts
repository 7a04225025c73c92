import assert from 'node:assert/strict';
import { logic } from '../plan/build-expression.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { JoinKey, JoinPlan, Plan, ProjectPlan } from '../plan/plan.ts';
import { mapChildren, replaceColumns } from '../plan/walk.ts';
import { isInnerJoin, type JoinGraph, joinGraph, type KeyClass } from './join-graph.ts';
import { cheapestOrder, type JoinCosts, type JoinTree, joinCosts } from './join-search.ts';
import type { Rule } from './rule.ts';
import type { StatisticsLookup } from './statistics.ts';

/** Another order must promise to be so much cheaper: estimates are rough, and plans should rest. */
const WORTHWHILE = 0.9;

/**
 * Join the inputs of inner joins in the order that is expected to cost least, and keep the smaller
 * side of each join in memory.
 */
export const orderJoins: Rule = { name: 'order-joins', apply: order };

function order(plan: Plan, statistics: StatisticsLookup): Plan {
  const orderInput = (input: Plan): Plan => order(input, statistics);
  if (!isInnerJoin(plan)) return mapChildren(plan, orderInput);
  return orderTree(mapRelations(plan, orderInput), statistics);
}

/** A tree of joins with each of its relations replaced. */
function mapRelations(tree: JoinPlan, map: (relation: Plan) => Plan): JoinPlan {
  const mapped = mapChildren(tree, (input) =>
    isInnerJoin(input) ? mapRelations(input, map) : map(input),
  );
  assert(isInnerJoin(mapped), 'a join stays a join');
  return mapped;
}

function orderTree(root: JoinPlan, statistics: StatisticsLookup): Plan {
  const graph = joinGraph(root);
  if (graph === undefined) return root;
  const costs = joinCosts(graph, statistics);
  const cheapest = cheapestOrder(graph.relations.length, costs);
  const current = currentOrder(root, costs);
  if (cheapest.cost >= current.cost * WORTHWHILE) return root;
  return restoreColumns(root, build(cheapest, graph));
}

/** The order that the plan has now. */
function currentOrder(root: JoinPlan, costs: JoinCosts): JoinTree {
  let next = 0;
  const treeOf = (plan: Plan): JoinTree => {
    if (!isInnerJoin(plan)) return costs.leaf(next++);
    const left = treeOf(plan.left);
    return costs.join(left, treeOf(plan.right));
  };
  return treeOf(root);
}

/** A plan and which columns of the whole it gives, in its order. */
interface Built {
  readonly plan: Plan;
  readonly columns: readonly number[];
}

function build(tree: JoinTree, graph: JoinGraph): Built {
  const { node } = tree;
  if (node.kind === 'relation') {
    const { plan, offset } = graph.relations[node.index];
    return { plan, columns: plan.schema.map((_, index) => offset + index) };
  }
  const left = build(node.left, graph);
  const right = build(node.right, graph);
  const columns = [...left.columns, ...right.columns];
  const predicates = graph.conditions
    .filter(({ relations }) => isDecidedHere(relations, tree, graph))
    .map(({ predicate }) => over(predicate, columns));
  const plan: JoinPlan = {
    kind: 'join',
    schema: [...left.plan.schema, ...right.plan.schema],
    joinKind: 'inner',
    left: left.plan,
    right: right.plan,
    keys: graph.classes.flatMap((terms) => keyBetween(terms, node, left, right)),
    residual: predicates.length === 0 ? undefined : logic('and', predicates),
  };
  return { plan, columns };
}

/** A condition belongs to the lowest join that has all it reads; one that reads nothing, to the top. */
function isDecidedHere(relations: readonly number[], tree: JoinTree, graph: JoinGraph): boolean {
  const { node } = tree;
  if (node.kind === 'relation') return false;
  const has = (part: JoinTree) => relations.every((relation) => contains(part, relation));
  if (relations.length === 0) return graph.relations.every((_, index) => contains(tree, index));
  return has(tree) && !has(node.left) && !has(node.right);
}

function keyBetween(
  terms: KeyClass,
  sides: { readonly left: JoinTree; readonly right: JoinTree },
  left: Built,
  right: Built,
): readonly JoinKey[] {
  const ofLeft = terms.find(({ relation }) => contains(sides.left, relation));
  const ofRight = terms.find(({ relation }) => contains(sides.right, relation));
  if (ofLeft === undefined || ofRight === undefined) return [];
  return [
    {
      left: over(ofLeft.expression, left.columns),
      right: over(ofRight.expression, right.columns),
    },
  ];
}

function contains(tree: JoinTree, relation: number): boolean {
  return ((tree.relations >> BigInt(relation)) & 1n) === 1n;
}

/** `expression` over a plan that gives these columns of the whole. */
function over(expression: BoundExpression, columns: readonly number[]): BoundExpression {
  return replaceColumns(expression, (column) => ({
    ...column,
    index: columns.indexOf(column.index),
  }));
}

function restoreColumns(root: JoinPlan, { plan, columns }: Built): ProjectPlan {
  const expressions = root.schema.map(({ name, type }, index): BoundExpression => {
    return { kind: 'column', type, index: columns.indexOf(index), name };
  });
  return { kind: 'project', schema: root.schema, input: plan, expressions };
}
