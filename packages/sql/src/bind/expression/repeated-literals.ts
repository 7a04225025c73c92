import type { Expression, Literal } from '../../ast/ast.ts';
import type { Binder } from '../binder.ts';
import { someSubexpression } from '../subexpressions.ts';

/** Comparing all conjuncts with all is quadratic; longer conditions come from programs. */
const MOST_ALTERNATIVES = 20;

/**
 * Let what every alternative of an OR repeats, `(a = 1 AND b = 2) OR (a = 1 AND b = 3)`, be the same
 * although its literals are lifted: equal literals of a condition become one parameter, so that the
 * optimizer finds what the alternatives have in common. The plan then relies on which of them are
 * equal. To be called before `predicate` is bound.
 */
export function mergeRepeatedLiterals(
  { liftsLiterals, options, parameters }: Binder,
  predicate: Expression,
): void {
  if (!liftsLiterals || options.keepsRepeats === true) return;
  for (const conjunct of chain(predicate, 'and')) {
    const alternatives = chain(conjunct, 'or');
    if (alternatives.length < 2 || alternatives.length > MOST_ALTERNATIVES) continue;
    for (const conditions of commonConditions(alternatives)) {
      const [first, ...others] = conditions.map(literalsOf);
      if (first.length === 0) continue;
      const pairs = others.flatMap((other) => first.map((one, index) => [one, other[index]]));
      parameters.noteRepeat({
        slots: pairs.map(([one, other]) => [slotOf(one), slotOf(other)]),
        equal: pairs.every(([one, other]) => sameLiteral(one, other)),
      });
    }
  }
}

/** The operands of a chain of one operator, in order. */
function chain(expression: Expression, operator: 'and' | 'or'): readonly Expression[] {
  return expression.kind === 'binary' && expression.operator === operator
    ? [...chain(expression.left, operator), ...chain(expression.right, operator)]
    : [expression];
}

/** The conditions that all alternatives have, their literals aside: of each alternative one. */
function commonConditions(alternatives: readonly Expression[]): readonly (readonly Expression[])[] {
  const [first, ...others] = alternatives.map(conditionsByShape);
  return [...first]
    .map(([shape, condition]) => [condition, ...others.map((other) => other.get(shape))])
    .filter((conditions): conditions is Expression[] => !conditions.includes(undefined));
}

/** The conjuncts of an alternative; of several of one shape each has its number. */
function conditionsByShape(alternative: Expression): ReadonlyMap<string, Expression> {
  const found = new Map<string, Expression>();
  for (const condition of chain(alternative, 'and')) {
    const shape = shapeOf(condition);
    let number = 0;
    while (found.has(`${shape}${number}`)) number += 1;
    found.set(`${shape}${number}`, condition);
  }
  return found;
}

/** The same for syntax trees that differ in offsets and lifted literals alone. */
function shapeOf(condition: Expression): string {
  return JSON.stringify(condition, (key, value) => {
    if (key === 'at') return undefined;
    return isLifted(value) ? 'literal' : value;
  });
}

function isLifted(node: Expression | undefined | null): node is Literal {
  return node?.kind === 'literal' && node.slot !== undefined;
}

function literalsOf(condition: Expression): readonly Literal[] {
  const found: Literal[] = [];
  someSubexpression([condition], (part) => {
    if (isLifted(part)) found.push(part);
    return false;
  });
  return found;
}

function slotOf({ slot }: Literal): number {
  return slot as number;
}

function sameLiteral({ literal: left }: Literal, { literal: right }: Literal): boolean {
  if (left.kind === 'number') return right.kind === 'number' && left.digits === right.digits;
  return left.kind === 'string' && right.kind === 'string' && left.text === right.text;
}
