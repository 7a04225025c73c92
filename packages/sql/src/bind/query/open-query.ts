import assert from 'node:assert/strict';
import type { Query, With } from '../../ast/ast.ts';
import type { Binder, BoundRows, OpenRows } from '../binder.ts';
import { openLocking } from './bind-locks.ts';
import { openSelect } from './bind-select.ts';
import { bindSetOperation } from './bind-set-operation.ts';
import { bindValues } from './bind-values.ts';
import { bindWith, withDefinitions } from './bind-with.ts';

/** Bind any query; only the literals of a SELECT's list stay open. */
export function openQuery(outer: Binder, query: Query): OpenRows {
  if (query.with !== undefined) return openWith(outer, query.with, query);
  return openBody(outer, query);
}

/** With the tables of its WITH clause in view and around it. */
function openWith(outer: Binder, clause: With, query: Query): OpenRows {
  const { binder, definitions } = bindWith(outer, clause);
  const { columns, close } = openBody(binder, query);
  return {
    columns,
    close: (types) => {
      const { plan, origins } = close(types);
      return { plan: withDefinitions(plan, definitions), origins };
    },
  };
}

function openBody(binder: Binder, query: Query): OpenRows {
  if (query.locking.length > 0) return openLocking(binder, query);
  switch (query.kind) {
    case 'select':
      return openSelect(binder, query);
    case 'set-operation':
      return closed(bindSetOperation(binder, query), query.at);
    case 'values':
      return closed(bindValues(binder, query), query.at);
    default:
      return assert.fail(String(query satisfies never));
  }
}

function closed(rows: BoundRows, position: number): OpenRows {
  const columns = rows.plan.schema.map(({ name, type }) => ({ name, type, position }));
  return { columns, close: () => rows };
}
