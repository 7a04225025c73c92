import assert from 'node:assert/strict';
import { mayWait } from '../plan/effects-in.ts';
import type { FilterPlan, LimitPlan, Plan, ProjectPlan, ScanPlan } from '../plan/plan.ts';
import { somePlanExpression } from '../plan/walk.ts';
import type { Row } from '../types/value.ts';
import { compileRow } from './compile-row.ts';
import type { ExecutionContext } from './context.ts';
import { compileScalar } from './evaluate/scalar.ts';
import { compileKeyRange } from './key-range.ts';
import { compileRowLimit } from './row-limit.ts';

/** Reads the rows of a plan that has at most one, at once: no batches, no promises. */
export type PointRead = (context: ExecutionContext) => readonly Row[];

const NO_ROWS: readonly Row[] = [];

/**
 * The short path for plans of at most one row: projections, filters and limits over a scan that
 * fixes the whole primary key, or over at most one literal row. `undefined` for every other plan,
 * also where something would have to be waited for.
 * Gives the rows that `executePlan` gives, and raises its errors.
 */
export function compilePointRead(plan: Plan): PointRead | undefined {
  return somePlanExpression(plan, mayWait) ? undefined : compileRead(plan);
}

function compileRead(plan: Plan): PointRead | undefined {
  switch (plan.kind) {
    case 'scan':
      return compileLookup(plan);
    case 'values': {
      if (plan.rows.length > 1) return undefined;
      const rows = plan.rows.map((row) => row.map(compileScalar));
      return (context) => rows.map((row) => row.map((scalar) => scalar(context)));
    }
    case 'filter':
      return compileFilteredRead(plan);
    case 'project':
      return compileProjectedRead(plan);
    case 'limit':
      return compileLimitedRead(plan);
    case 'join':
    case 'apply':
    case 'union':
    case 'set':
    case 'with':
    case 'common':
    case 'recursive':
    case 'expand':
    case 'aggregate':
    case 'window':
    case 'distinct':
    case 'sort':
    case 'lock':
      return undefined;
    default:
      return assert.fail(`unknown plan ${String(plan satisfies never)}`);
  }
}

function compileFilteredRead(plan: FilterPlan): PointRead | undefined {
  const read = compileRead(plan.input);
  if (read === undefined) return undefined;
  const predicate = compileRow(plan.predicate);
  return (context) => read(context).filter((row) => predicate(row, context) === true);
}

function compileProjectedRead(plan: ProjectPlan): PointRead | undefined {
  const read = compileRead(plan.input);
  if (read === undefined) return undefined;
  const expressions = plan.expressions.map(compileRow);
  return (context) =>
    read(context).map((row) => expressions.map((evaluate) => evaluate(row, context)));
}

function compileLimitedRead(plan: LimitPlan): PointRead | undefined {
  const read = compileRead(plan.input);
  if (read === undefined) return undefined;
  const rowLimit = compileRowLimit('LIMIT', plan.limit);
  const rowOffset = compileRowLimit('OFFSET', plan.offset);
  return (context) => {
    const offset = rowOffset(context) ?? 0;
    if (rowLimit(context) === 0) return NO_ROWS;
    const rows = read(context);
    return offset > 0 ? NO_ROWS : rows;
  };
}

function compileLookup(plan: ScanPlan): PointRead | undefined {
  const { access, table, columns } = plan;
  if (access.kind !== 'key-range' || plan.includeDeleted) return undefined;
  const keyLength = table.primaryKey.length;
  if (keyLength === 0 || access.equal.length !== keyLength) return undefined;
  const keyRange = compileKeyRange(access);
  const rowLimit = compileRowLimit('LIMIT', plan.limit);
  return (context) => {
    const range = keyRange(context);
    if (rowLimit(context) === 0 || range === 'empty') return NO_ROWS;
    assert(range !== 'all', 'a key range has bounds');
    const row = context.openTable(table.id).lookup(range.equal, columns);
    return row === undefined ? NO_ROWS : [row];
  };
}
