import type { TableInfo } from '../bind/catalog.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { AccessPath, Plan, PlanBound } from '../plan/plan.ts';
import { hasVolatile, isRowFree, rewriteBottomUp } from '../plan/walk.ts';
import type { SqlTypeKind } from '../types/sql-type.ts';
import { conjunctsOf, filterBy } from './conjuncts.ts';
import type { Rule } from './rule.ts';

/**
 * Read a key range instead of the whole table, from conjuncts of a filter directly over a scan:
 * equalities with row-free values on leading key columns, then bounds on the next one. Conjuncts
 * that the range implies leave the filter.
 */
export const chooseAccessPath: Rule = {
  name: 'choose-access-path',
  apply: (plan) => rewriteBottomUp(plan, chooseForFilter),
};

export interface ChosenAccess {
  readonly access: AccessPath;
  /** The conjuncts that the access path does not imply. */
  readonly rest: readonly BoundExpression[];
}

/**
 * The access path that `conjuncts` allow. `columns` are the table's columns by index in the rows
 * that the conjuncts are over.
 */
export function chooseAccess(
  table: TableInfo,
  columns: readonly number[],
  conjuncts: readonly BoundExpression[],
): ChosenAccess {
  const comparisons = conjuncts.flatMap((conjunct) => toComparison(conjunct, columns));
  const used = new Set<BoundExpression>();
  const equal: BoundExpression[] = [];
  let lower: PlanBound | undefined;
  let upper: PlanBound | undefined;
  for (const column of table.primaryKey) {
    const ofColumn = comparisons.filter((comparison) => comparison.column === column);
    const equality = ofColumn.find(({ operator }) => operator === '=');
    if (equality !== undefined) {
      equal.push(equality.value);
      used.add(equality.conjunct);
      continue;
    }
    lower = takeBound(ofColumn, '>', used);
    upper = takeBound(ofColumn, '<', used);
    break;
  }
  if (used.size === 0) return { access: { kind: 'full' }, rest: conjuncts };
  const rest = conjuncts.filter((conjunct) => !used.has(conjunct));
  return { access: { kind: 'key-range', equal, lower, upper }, rest };
}

function chooseForFilter(plan: Plan): Plan {
  if (plan.kind !== 'filter' || plan.input.kind !== 'scan') return plan;
  const scan = plan.input;
  if (scan.access.kind !== 'full' || scan.limit !== undefined) return plan;
  const { access, rest } = chooseAccess(scan.table, scan.columns, conjunctsOf(plan.predicate));
  return access.kind === 'full' ? plan : filterBy(rest, { ...scan, access });
}

/** `column operator value`, with a value that is known before the first row is read. */
interface Comparison {
  readonly conjunct: BoundExpression;
  readonly column: number;
  readonly operator: string;
  readonly value: BoundExpression;
}

/** What each operator is when its sides are swapped. */
const mirrored: Readonly<Record<string, string>> = {
  '=': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function toComparison(
  conjunct: BoundExpression,
  columns: readonly number[],
): readonly Comparison[] {
  if (conjunct.kind !== 'call' || conjunct.arguments.length !== 2) return [];
  const { name } = conjunct.function;
  const swapped = mirrored[name];
  if (swapped === undefined) return [];
  const [left, right] = conjunct.arguments.map(withoutWidening);
  if (left.kind === 'column' && isKeyValue(left, right)) {
    return [{ conjunct, column: columns[left.index], operator: name, value: right }];
  }
  if (right.kind === 'column' && isKeyValue(right, left)) {
    return [{ conjunct, column: columns[right.index], operator: swapped, value: left }];
  }
  return [];
}

function isKeyValue(column: BoundExpression, value: BoundExpression): boolean {
  const isKeyType =
    column.type.kind === value.type.kind || widenings[column.type.kind] === value.type.kind;
  return isKeyType && isRowFree(value) && !hasVolatile(value);
}

/** Types that another one extends with the same values, order and key bytes. */
const widenings: Readonly<Partial<Record<SqlTypeKind, SqlTypeKind>>> = {
  smallint: 'int',
  float: 'double',
};

/** A column that was widened to be compared: its keys can be compared without. */
function withoutWidening(expression: BoundExpression): BoundExpression {
  if (expression.kind !== 'cast' || expression.operand.kind !== 'column') return expression;
  const { operand, type } = expression;
  return widenings[operand.type.kind] === type.kind ? operand : expression;
}

/** The first bound on this side (`>` or `<`); further ones stay in the filter. */
function takeBound(
  comparisons: readonly Comparison[],
  side: '>' | '<',
  used: Set<BoundExpression>,
): PlanBound | undefined {
  const found = comparisons.find(({ operator }) => operator.startsWith(side));
  if (found === undefined) return undefined;
  used.add(found.conjunct);
  return { value: found.value, inclusive: found.operator.endsWith('=') };
}
