import type { BoundExpression } from '../plan/expression.ts';
import type { JoinPlan, Plan } from '../plan/plan.ts';
import { sameExpression } from '../plan/same-expression.ts';
import { hasVolatile, referencedColumns } from '../plan/walk.ts';
import { conjunctsOf } from './conjuncts.ts';
import { shiftColumns } from './join-sides.ts';

/**
 * The inner joins of one tree, without their order: what is joined and under which conditions. All
 * expressions are over the columns of all relations side by side, in the order of the text.
 */
export interface JoinGraph {
  readonly relations: readonly Relation[];
  readonly classes: readonly KeyClass[];
  readonly conditions: readonly JoinCondition[];
}

/** One input of the tree that is not an inner join itself. */
interface Relation {
  readonly plan: Plan;
  /** Where its columns begin. */
  readonly offset: number;
}

/** Expressions of different relations that must all be equal, at most one of each relation. */
export type KeyClass = readonly KeyTerm[];

interface KeyTerm {
  readonly relation: number;
  readonly expression: BoundExpression;
}

/** Any other condition and the relations that it reads, ascending. */
interface JoinCondition {
  readonly predicate: BoundExpression;
  readonly relations: readonly number[];
}

/**
 * The graph of the inner joins from `root` down; `undefined` where their order must stay: a volatile
 * condition, or a key that reads several relations.
 */
export function joinGraph(root: JoinPlan): JoinGraph | undefined {
  const relations: Relation[] = [];
  const pairs: (readonly [BoundExpression, BoundExpression])[] = [];
  const predicates: BoundExpression[] = [];
  collect(root, 0);
  if (predicates.some(hasVolatile) || pairs.flat().some(hasVolatile)) return undefined;
  const relationOf = owner(relations);
  const terms = pairs.map((pair) => pair.map((expression) => termOf(expression, relationOf)));
  const classes: KeyTerm[][] = [];
  for (const [left, right] of terms) {
    if (left === undefined || right === undefined) return undefined;
    addEquality(classes, left, right);
  }
  const conditions = predicates.map((predicate) => ({
    predicate,
    relations: relationsOf(predicate, relationOf),
  }));
  return { relations, classes, conditions };

  function collect(plan: Plan, offset: number): void {
    if (!isInnerJoin(plan)) {
      relations.push({ plan, offset });
      return;
    }
    const middle = offset + plan.left.schema.length;
    collect(plan.left, offset);
    collect(plan.right, middle);
    for (const { left, right } of plan.keys) {
      pairs.push([shiftColumns(left, offset), shiftColumns(right, middle)]);
    }
    if (plan.residual === undefined) return;
    predicates.push(...conjunctsOf(plan.residual).map((part) => shiftColumns(part, offset)));
  }
}

/** Whether a plan is part of a tree of joins that may be joined in any order. */
export function isInnerJoin(plan: Plan): plan is JoinPlan {
  return plan.kind === 'join' && plan.joinKind === 'inner';
}

/** Gives the relation that a column belongs to. */
function owner(relations: readonly Relation[]): (column: number) => number {
  return (column) => relations.findLastIndex(({ offset }) => offset <= column);
}

function relationsOf(
  expression: BoundExpression,
  relationOf: (column: number) => number,
): readonly number[] {
  const found = new Set([...referencedColumns([expression])].map(relationOf));
  return [...found].sort((left, right) => left - right);
}

function termOf(
  expression: BoundExpression,
  relationOf: (column: number) => number,
): KeyTerm | undefined {
  const [relation, ...others] = relationsOf(expression, relationOf);
  if (relation === undefined || others.length > 0) return undefined;
  return { relation, expression };
}

/**
 * Add `left = right`: to the classes that the two are in, so that `a = b AND b = c` lets a and c be
 * joined directly. A class may not have two terms of one relation, since a join compares only
 * relations with each other; then the equality becomes a class of its own.
 */
function addEquality(classes: KeyTerm[][], left: KeyTerm, right: KeyTerm): void {
  const ofLeft = classes.find((terms) => hasTerm(terms, left)) ?? [left];
  const ofRight = classes.find((terms) => hasTerm(terms, right)) ?? [right];
  if (ofLeft === ofRight) return;
  const overlaps = ofLeft.some(({ relation }) =>
    ofRight.some((other) => other.relation === relation),
  );
  if (overlaps) {
    classes.push([left, right]);
    return;
  }
  remove(classes, ofLeft);
  remove(classes, ofRight);
  classes.push([...ofLeft, ...ofRight]);
}

function hasTerm(terms: readonly KeyTerm[], term: KeyTerm): boolean {
  return terms.some(
    ({ relation, expression }) =>
      relation === term.relation && sameExpression(expression, term.expression),
  );
}

function remove(classes: KeyTerm[][], terms: KeyTerm[]): void {
  const index = classes.indexOf(terms);
  if (index >= 0) classes.splice(index, 1);
}
