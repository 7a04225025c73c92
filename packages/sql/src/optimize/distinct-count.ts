import type { BoundExpression } from '../plan/expression.ts';
import type { Plan, ScanPlan } from '../plan/plan.ts';
import type { ColumnStatistics, StatisticsLookup } from './statistics.ts';

/** The rows that an expression is over. */
export interface EstimatedInput {
  readonly plan: Plan;
  /** About how many rows the plan gives. */
  readonly rows: number;
  readonly statistics: StatisticsLookup;
}

/**
 * About how many distinct values an expression has over its input: as many as its column in the
 * stored table, and no more than rows.
 */
export function distinctOf(expression: BoundExpression, input: EstimatedInput): number {
  const { rows } = input;
  const origin = tableColumn(expression, input.plan);
  if (origin === undefined) return Math.sqrt(rows);
  const { primaryKey } = origin.scan.table;
  if (primaryKey.length === 1 && primaryKey[0] === origin.column) return rows;
  const known = columnStatistics(origin, input.statistics);
  return Math.min(rows, known?.distinctCount ?? Math.max(1, rows / 10));
}

/** What is known of the column that an expression is, if it is one of a stored table. */
export function statisticsOf(
  expression: BoundExpression,
  { plan, statistics }: EstimatedInput,
): ColumnStatistics | undefined {
  const origin = tableColumn(expression, plan);
  return origin && columnStatistics(origin, statistics);
}

interface TableColumn {
  readonly scan: ScanPlan;
  /** Index into the table's columns. */
  readonly column: number;
}

function columnStatistics(
  { scan, column }: TableColumn,
  statistics: StatisticsLookup,
): ColumnStatistics | undefined {
  return statistics(scan.table)?.columns[column];
}

/** The column of a scan below `plan` that `expression` hands on, perhaps widened. */
function tableColumn(expression: BoundExpression, plan: Plan): TableColumn | undefined {
  if (expression.kind === 'cast') return tableColumn(expression.operand, plan);
  if (expression.kind !== 'column') return undefined;
  switch (plan.kind) {
    case 'scan':
      return { scan: plan, column: plan.columns[expression.index] };
    case 'filter':
    case 'sort':
    case 'limit':
      return tableColumn(expression, plan.input);
    case 'project':
      return tableColumn(plan.expressions[expression.index], plan.input);
    case 'aggregate': {
      const group = plan.groups.at(expression.index);
      return group && tableColumn(group, plan.input);
    }
    case 'join': {
      const width = plan.left.schema.length;
      if (expression.index < width) return tableColumn(expression, plan.left);
      return tableColumn({ ...expression, index: expression.index - width }, plan.right);
    }
    default:
      return undefined;
  }
}
