import {
  aggregateFunctions,
  type BoundQuery,
  type FilterPlan,
  hasSubquery,
  orderedSetFunctions,
  type Plan,
  type ProjectPlan,
  type ScanPlan,
} from '@kalamdb/sql';
import { findClause } from './clause-position.ts';
import { LiveError } from './error.ts';
import { checkFields } from './field-names.ts';
import type { LiveShape, SelectedField } from './live-shape.ts';
import { checkSteady } from './steady.ts';

/**
 * The shape of `query` for keeping it up to date. Supported: one table; any
 * WHERE and any select list over its row, without functions of time or chance. Everything else
 * throws LiveError LIVE_UNSUPPORTED, which names the clause, its position in `sql` and what to do:
 * a query is never accepted and then left out of date.
 */
export function toLiveShape(query: BoundQuery, sql: string): LiveShape {
  const { project, filter, scan } = matchPlan(query, sql);
  if (scan.includeDeleted) throw mentionsDeleted();
  const selected = selectedFields(query.plan, project);
  const expressions = selected.map(({ expression }) => expression);
  if (filter !== undefined) expressions.push(filter.predicate);
  if (expressions.some(hasSubquery)) throw unsupportedClause(sql);
  for (const { expression } of selected) checkSteady(expression, 'the select list');
  if (filter !== undefined) checkSteady(filter.predicate, 'WHERE');
  const shape = { table: scan.table, inputColumns: scan.columns, filter: filter?.predicate };
  return checkFields({
    ...shape,
    selected,
    wholeRow: isWholeRow(query, scan),
    sequenceColumn: scan.table.columns.findIndex((column) => column.name === '_seq'),
  });
}

interface MatchedPlan {
  readonly project: ProjectPlan | undefined;
  readonly filter: FilterPlan | undefined;
  readonly scan: ScanPlan;
}

/** Project over Filter over a full Scan, the first two optional. */
function matchPlan(query: BoundQuery, sql: string): MatchedPlan {
  const project = query.plan.kind === 'project' ? query.plan : undefined;
  const below = project?.input ?? query.plan;
  const filter = below.kind === 'filter' ? below : undefined;
  const scan = filter?.input ?? below;
  if (scan.kind !== 'scan' || scan.access.kind !== 'full' || scan.limit !== undefined) {
    throw unsupportedClause(sql);
  }
  return { project, filter, scan };
}

const aggregateNames: ReadonlySet<string> = new Set(
  [...aggregateFunctions, ...orderedSetFunctions].map(({ name }) => name),
);

function unsupportedClause(sql: string): LiveError {
  const found = findClause(sql, aggregateNames);
  const what = found?.clause ?? 'this form of SELECT';
  return new LiveError('LIVE_UNSUPPORTED', `a live query cannot have ${what}`, {
    position: found?.position,
    hint: 'Subscribe to SELECT … FROM one table [WHERE …]; order, group and cut on the client.',
  });
}

function mentionsDeleted(): LiveError {
  return new LiveError('LIVE_UNSUPPORTED', "a live query cannot mention '_deleted'", {
    hint: 'Leave it out: a deleted row arrives as a change of type delete.',
  });
}

function selectedFields(plan: Plan, project: ProjectPlan | undefined): readonly SelectedField[] {
  return plan.schema.map(({ name, type }, index) => ({
    name,
    type,
    expression: project?.expressions[index] ?? { kind: 'column', type, index, name },
  }));
}

/** Whether the select list is `*`, or every user column once and in order, which is the same. */
function isWholeRow({ origins }: BoundQuery, { table }: ScanPlan): boolean {
  const userColumns = table.columns.filter((column) => !column.system);
  return (
    origins.length === userColumns.length &&
    origins.every((origin, index) => origin?.table === table && origin.column === index)
  );
}
