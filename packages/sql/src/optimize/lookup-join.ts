import type { BoundExpression } from '../plan/expression.ts';
import type { JoinKey, JoinPlan, Plan, ProjectPlan, ScanPlan } from '../plan/plan.ts';
import { replaceColumns, rewriteBottomUp } from '../plan/walk.ts';
import { accessRows, UNKNOWN_ROWS } from './access-rows.ts';
import { estimateRows } from './estimate-rows.ts';
import { shiftColumns } from './join-sides.ts';
import type { Rule } from './rule.ts';
import type { StatisticsLookup } from './statistics.ts';

/** A row that is found by its whole primary key costs as much as so many of a scan. */
const SCANNED_PER_KEY = 100;

/** And a search of an index, or of the beginning of a key, and each row that it finds. */
const SCANNED_PER_SEARCH = 500;
const SCANNED_PER_FOUND = 20;

/**
 * Read the right side of a join by the keys that the left side has, instead of all of it, where it
 * is a table with a primary key or an index over columns of the join, and the left side is expected
 * to ask for little. An inner join may change its sides for it.
 */
export const lookupJoin: Rule = {
  name: 'lookup-join',
  apply: (plan, statistics) =>
    rewriteBottomUp(plan, (node) => (node.kind === 'join' ? byLookup(node, statistics) : node)),
};

function byLookup(join: JoinPlan, statistics: StatisticsLookup): Plan {
  const { joinKind } = join;
  if (joinKind === 'right' || joinKind === 'full' || join.lookup !== undefined) return join;
  const found = cheapestLookup(join, statistics);
  if (found !== undefined) return found;
  if (joinKind !== 'inner') return join;
  const turned = cheapestLookup(withSidesTurned(join), statistics);
  return turned === undefined ? join : withColumnsTurned(join, turned);
}

/** The join as a lookup join, if that is cheaper than reading all of the right side. */
function cheapestLookup(join: JoinPlan, statistics: StatisticsLookup): JoinPlan | undefined {
  const scan = scanOf(join.right);
  if (scan === undefined || scan.access.kind !== 'full' || scan.limit !== undefined) {
    return undefined;
  }
  const known = statistics(scan.table);
  const most = (known?.rowCount ?? UNKNOWN_ROWS) / estimateRows(join.left, statistics);
  const terms = join.keys.map(({ right }) => columnOf(right, join.right));
  for (const { lookup, access } of possibleLookups(scan, terms)) {
    const rows = accessRows(scan.table, access, known);
    const isWholeKey =
      access.index === undefined && access.keyCount === scan.table.primaryKey.length;
    const cost = isWholeKey ? SCANNED_PER_KEY : SCANNED_PER_SEARCH + rows * SCANNED_PER_FOUND;
    if (cost > most) continue;
    return { ...join, right: replaceScan(join.right, { ...scan, access }), lookup };
  }
  return undefined;
}

type LookupAccess = Extract<ScanPlan['access'], { readonly kind: 'lookup' }>;

interface PossibleLookup {
  /** Of the join's keys. */
  readonly lookup: readonly number[];
  readonly access: LookupAccess;
}

/** By the primary key first; `terms` are the table's columns that the join's keys are. */
function possibleLookups(
  { table, includeDeleted }: ScanPlan,
  terms: readonly (number | undefined)[],
): readonly PossibleLookup[] {
  const indexes = includeDeleted
    ? []
    : table.indexes.filter(({ predicate }) => predicate === undefined);
  const ways = [
    { index: undefined, columns: table.primaryKey as readonly (number | undefined)[] },
    ...indexes.map((index) => ({
      index,
      columns: index.keys.map(({ expression }) =>
        expression.kind === 'column' ? expression.index : undefined,
      ),
    })),
  ];
  return ways.flatMap(({ index, columns }) => {
    const places = columns.map((column) => (column === undefined ? -1 : terms.indexOf(column)));
    const end = places.indexOf(-1);
    const lookup = end < 0 ? places : places.slice(0, end);
    if (lookup.length === 0) return [];
    return [{ lookup, access: { kind: 'lookup', index, keyCount: lookup.length } as const }];
  });
}

/** The scan that a plan filters or projects. */
function scanOf(plan: Plan): ScanPlan | undefined {
  if (plan.kind === 'scan') return plan;
  return plan.kind === 'filter' || plan.kind === 'project' ? scanOf(plan.input) : undefined;
}

function replaceScan(plan: Plan, scan: ScanPlan): Plan {
  if (plan.kind !== 'filter' && plan.kind !== 'project') return scan;
  return { ...plan, input: replaceScan(plan.input, scan) };
}

/** The table's column that an expression over `plan` is, of the same type as the expression. */
function columnOf(expression: BoundExpression, plan: Plan): number | undefined {
  if (expression.kind !== 'column') return undefined;
  switch (plan.kind) {
    case 'scan':
      return plan.columns[expression.index];
    case 'filter':
      return columnOf(expression, plan.input);
    case 'project':
      return columnOf(plan.expressions[expression.index], plan.input);
    default:
      return undefined;
  }
}

function withSidesTurned(join: JoinPlan): JoinPlan {
  const { left, right } = join;
  const turn = (expression: BoundExpression): BoundExpression =>
    replaceColumns(expression, (column) => ({
      ...column,
      index:
        column.index < left.schema.length
          ? column.index + right.schema.length
          : column.index - left.schema.length,
    }));
  return {
    ...join,
    schema: [...right.schema, ...left.schema],
    left: right,
    right: left,
    keys: join.keys.map((key): JoinKey => ({ left: key.right, right: key.left })),
    residual: join.residual && turn(join.residual),
  };
}

function withColumnsTurned(join: JoinPlan, turned: JoinPlan): ProjectPlan {
  const columns = join.schema.map(({ name, type }, index): BoundExpression => {
    return { kind: 'column', type, index, name };
  });
  const width = join.left.schema.length;
  const expressions = [
    ...columns.slice(0, width).map((column) => shiftColumns(column, join.right.schema.length)),
    ...columns.slice(width).map((column) => shiftColumns(column, -width)),
  ];
  return { kind: 'project', schema: join.schema, input: turned, expressions };
}
