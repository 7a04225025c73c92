import type { IndexInfo, TableInfo } from '../bind/catalog.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { AccessPath, Plan, PlanBound } from '../plan/plan.ts';
import { sameExpression } from '../plan/same-expression.ts';
import { hasVolatile, isRowFree, mapChildren, replaceColumns } from '../plan/walk.ts';
import type { SqlTypeKind } from '../types/sql-type.ts';
import { accessRows } from './access-rows.ts';
import { conjunctsOf, filterBy } from './conjuncts.ts';
import type { Rule } from './rule.ts';
import type { Sight, StatisticsLookup, TableStatistics } from './statistics.ts';

/**
 * Read a range of the primary key or of an index instead of the whole table, from conjuncts of a
 * filter directly over a scan: equalities with row-free values on leading keys, then bounds on the
 * next one or a list of its values. Conjuncts that the range implies leave the filter.
 */
export const chooseAccessPath: Rule = {
  name: 'choose-access-path',
  apply: (plan, statistics) => choose(plan, statistics, true),
};

/** `readsAll`: whether all rows of the plan are wanted, as far as is known, not only the first. */
function choose(plan: Plan, statistics: StatisticsLookup, readsAll: boolean): Plan {
  const isCut = plan.kind === 'limit' || (plan.kind === 'sort' && plan.fetch !== undefined);
  const below = plan.kind === 'aggregate' || (readsAll && !isCut);
  const chosen = mapChildren(plan, (input) => choose(input, statistics, below));
  return chooseForFilter(chosen, statistics, readsAll);
}

export interface ChosenAccess {
  readonly access: AccessPath;
  /** The conjuncts that the access path does not imply. */
  readonly rest: readonly BoundExpression[];
}

/** A table and which of its rows are asked for. */
export interface AccessTarget {
  readonly table: TableInfo;
  /** The table's columns by index in the rows that the conjuncts are over. */
  readonly columns: readonly number[];
  /** Deleted rows are in no index. */
  readonly includeDeleted: boolean;
}

/**
 * The access path that `conjuncts` allow: the one that fixes a whole unique key, else the one that
 * is known to find the fewest rows, else fixes the most leading keys, else has most bounds; the
 * primary key before an index, an index before a later one.
 */
export function chooseAccess(
  target: AccessTarget,
  conjuncts: readonly BoundExpression[],
  known?: TableStatistics,
  sight?: Sight,
): ChosenAccess {
  const { table, includeDeleted } = target;
  const condition = readCondition(target, conjuncts);
  const indexes = includeDeleted ? [] : table.indexes;
  let best = rangeOf(condition, keyColumns(table), undefined);
  const rowsOf = (range: Range): number | undefined =>
    known && accessRows(table, toAccess(range), known);
  for (const index of indexes) {
    if (!holdsAllRows(index, condition)) continue;
    const keys = index.keys.map(({ expression }) => expression);
    const range = rangeOf(condition, keys, index);
    if (known !== undefined && findsTooMany(range, known, rowsOf(range))) continue;
    if (known !== undefined && sight !== undefined && reachesFar(range, known, sight)) continue;
    if (isBetter(range, best, rowsOf)) best = range;
  }
  const { used } = best;
  const rest = conjuncts.filter((conjunct) => !used.has(conjunct));
  return { access: toAccess(best), rest };
}

/** A row that an index finds costs as much as so many of a scan. */
const SCANNED_PER_FOUND = 20;

/** Whether a scan of the table is cheaper whatever the bounds leave, of which nothing is known. */
function findsTooMany(
  { index, lower, upper }: Range,
  { rowCount }: TableStatistics,
  rows: number | undefined,
): boolean {
  if (index === undefined || rows === undefined) return false;
  return lower === undefined && upper === undefined && rows * SCANNED_PER_FOUND > rowCount;
}

/**
 * Whether bounds with these values on the first key of an index of all rows leave so many of them
 * that a scan of the table is cheaper.
 */
function reachesFar(range: Range, { columns }: TableStatistics, sight: Sight): boolean {
  const { index, equal, lower, upper } = range;
  const hasBounds = lower !== undefined || upper !== undefined;
  if (!hasBounds || equal.length > 0 || index?.predicate !== undefined) return false;
  const key = index?.keys[0].expression;
  const known = key?.kind === 'column' ? columns[key.index] : undefined;
  if (known === undefined) return false;
  return sight.isNarrow({ lower, upper, known }, 1 / SCANNED_PER_FOUND) === false;
}

function toAccess({ used, index, equal, lower, upper, oneOf }: Range): AccessPath {
  if (used.size === 0) return { kind: 'full' };
  if (oneOf !== undefined) return { kind: 'keys', index, equal, oneOf };
  const range = { equal, lower, upper };
  return index === undefined
    ? { kind: 'key-range', ...range }
    : { kind: 'index-range', index, ...range };
}

function chooseForFilter(plan: Plan, statistics: StatisticsLookup, readsAll: boolean): Plan {
  if (plan.kind !== 'filter' || plan.input.kind !== 'scan') return plan;
  const scan = plan.input;
  if (scan.access.kind !== 'full' || scan.limit !== undefined) return plan;
  const known = statistics(scan.table);
  const { access, rest } = chooseAccess(
    scan,
    conjunctsOf(plan.predicate),
    known,
    readsAll ? statistics.sight : undefined,
  );
  return access.kind === 'full' ? plan : filterBy(rest, { ...scan, access });
}

/** Conjuncts over rows of all columns of the table, and the comparisons among them. */
interface Condition {
  readonly conjuncts: readonly BoundExpression[];
  readonly comparisons: readonly Comparison[];
  readonly memberships: readonly Membership[];
}

function readCondition(
  { columns }: AccessTarget,
  conjuncts: readonly BoundExpression[],
): Condition {
  const overTable = (expression: BoundExpression): BoundExpression =>
    replaceColumns(expression, (column) => ({ ...column, index: columns[column.index] }));
  return {
    conjuncts: conjuncts.map(overTable),
    comparisons: conjuncts.flatMap((conjunct) => toComparison(conjunct, overTable)),
    memberships: conjuncts.flatMap((conjunct) => toMembership(conjunct, overTable)),
  };
}

function keyColumns({ primaryKey, columns }: TableInfo): readonly BoundExpression[] {
  return primaryKey.map((index) => {
    const { name, type } = columns[index];
    return { kind: 'column', type, index, name };
  });
}

/** Whether all rows that the condition holds for are in the index. */
function holdsAllRows({ predicate }: IndexInfo, condition: Condition): boolean {
  if (predicate === undefined) return true;
  return conjunctsOf(predicate).every((needed) => isImplied(needed, condition));
}

/** Written in the condition too, or IS NOT NULL of what it compares. */
function isImplied(
  needed: BoundExpression,
  { conjuncts, comparisons, memberships }: Condition,
): boolean {
  if (conjuncts.some((conjunct) => sameExpression(conjunct, needed))) return true;
  if (needed.kind !== 'is-null' || !needed.negated) return false;
  return [...comparisons, ...memberships].some(({ expression }) =>
    sameExpression(expression, needed.operand),
  );
}

/** What the conjuncts say about a list of keys. */
interface Range {
  /** `undefined`: the primary key. */
  readonly index: IndexInfo | undefined;
  readonly equal: readonly BoundExpression[];
  readonly lower: PlanBound | undefined;
  readonly upper: PlanBound | undefined;
  /** Instead of bounds: the values of the key behind `equal`. */
  readonly oneOf: readonly BoundExpression[] | undefined;
  readonly used: ReadonlySet<BoundExpression>;
  /** It finds one row at most. */
  readonly isUnique: boolean;
}

function rangeOf(
  { comparisons, memberships }: Condition,
  keys: readonly BoundExpression[],
  index: IndexInfo | undefined,
): Range {
  const used = new Set<BoundExpression>();
  const equal: BoundExpression[] = [];
  let lower: PlanBound | undefined;
  let upper: PlanBound | undefined;
  let oneOf: readonly BoundExpression[] | undefined;
  for (const key of keys) {
    const ofKey = comparisons.filter(({ expression }) => sameExpression(expression, key));
    const equality = ofKey.find(({ operator }) => operator === '=');
    if (equality !== undefined) {
      equal.push(equality.value);
      used.add(equality.conjunct);
      continue;
    }
    const membership = memberships.find(({ expression }) => sameExpression(expression, key));
    if (membership !== undefined) {
      oneOf = membership.list;
      used.add(membership.conjunct);
      break;
    }
    lower = takeBound(ofKey, '>', used);
    upper = takeBound(ofKey, '<', used);
    break;
  }
  const isUnique = equal.length === keys.length && (index?.unique ?? true);
  return { index, equal, lower, upper, oneOf, used, isUnique };
}

function isBetter(
  range: Range,
  best: Range,
  rowsOf: (range: Range) => number | undefined,
): boolean {
  if (range.used.size === 0) return false;
  if (best.used.size === 0) return true;
  if (range.isUnique !== best.isUnique) return range.isUnique;
  const [rows, bestRows] = [rowsOf(range), rowsOf(best)];
  if (rows !== undefined && bestRows !== undefined && rows !== bestRows) return rows < bestRows;
  const difference = range.equal.length - best.equal.length;
  return difference > 0 || (difference === 0 && range.used.size > best.used.size);
}

/** `expression operator value`, with a value that is known before the first row is read. */
interface Comparison {
  readonly conjunct: BoundExpression;
  /** Over rows of all columns of the table. */
  readonly expression: BoundExpression;
  readonly operator: string;
  readonly value: BoundExpression;
}

/** `expression IN (list)`, with values that are known before the first row is read. */
interface Membership {
  readonly conjunct: BoundExpression;
  /** Over rows of all columns of the table. */
  readonly expression: BoundExpression;
  readonly list: readonly BoundExpression[];
}

/** Longer lists are for a hash table: each value costs a search. */
const LONGEST_LIST = 1000;

function toMembership(
  conjunct: BoundExpression,
  overTable: (expression: BoundExpression) => BoundExpression,
): readonly Membership[] {
  if (conjunct.kind !== 'in-list' || conjunct.list.length > LONGEST_LIST) return [];
  const operand = withoutWidening(conjunct.operand);
  const { list } = conjunct;
  if (isRowFree(operand) || !list.every((item) => isKeyValue(operand, item))) return [];
  return [{ conjunct, expression: overTable(operand), list }];
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
  overTable: (expression: BoundExpression) => BoundExpression,
): readonly Comparison[] {
  if (conjunct.kind !== 'call' || conjunct.arguments.length !== 2) return [];
  const { name } = conjunct.function;
  const swapped = mirrored[name];
  if (swapped === undefined) return [];
  const [left, right] = conjunct.arguments.map(withoutWidening);
  if (!isRowFree(left) && isKeyValue(left, right)) {
    return [{ conjunct, expression: overTable(left), operator: name, value: right }];
  }
  if (!isRowFree(right) && isKeyValue(right, left)) {
    return [{ conjunct, expression: overTable(right), operator: swapped, value: left }];
  }
  return [];
}

function isKeyValue(key: BoundExpression, value: BoundExpression): boolean {
  const isKeyType =
    key.type.kind === value.type.kind || widenings[key.type.kind] === value.type.kind;
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
