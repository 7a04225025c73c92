import type { FromTable } from '../ast/ast.ts';
import type { Plan } from '../plan/plan.ts';
import type { Binder } from './binder.ts';
import type { TableInfo } from './catalog.ts';
import { resolveTable } from './resolve-table.ts';
import { emptyScope, type Scope } from './scope.ts';

export interface BoundFrom {
  readonly scope: Scope;
  readonly plan: Plan;
}

/** The rows that a SELECT reads and the names they bring; without FROM one row of no columns. */
export function bindFrom(binder: Binder, from: FromTable | undefined): BoundFrom {
  if (from === undefined) {
    return { scope: emptyScope, plan: { kind: 'values', schema: [], rows: [[]] } };
  }
  const table = resolveTable(binder, from.table);
  return {
    scope: [{ table, alias: from.alias?.text, offset: 0 }],
    plan: scanTable(table, binder.includeDeleted),
  };
}

/** A scan of a whole table, all columns in order. */
function scanTable(table: TableInfo, includeDeleted: boolean): Plan {
  return {
    kind: 'scan',
    schema: table.columns.map(({ name, type, nullable }) => ({ name, type, nullable })),
    table,
    columns: table.columns.map((_, index) => index),
    access: { kind: 'full' },
    reverse: false,
    limit: undefined,
    includeDeleted,
  };
}
