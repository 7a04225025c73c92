import assert from 'node:assert/strict';
import type { Query } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import { openSelect } from './bind-select.ts';
import { bindSetOperation } from './bind-set-operation.ts';
import { bindValues } from './bind-values.ts';
import type { Binder, BoundRows, OpenRows } from './binder.ts';

/** Bind any query; only the literals of a SELECT's list stay open. */
export function openQuery(binder: Binder, query: Query): OpenRows {
  if (query.with !== undefined) {
    throw new SqlError(
      'SQL_UNSUPPORTED',
      'WITH (common table expressions) is not supported in this version',
      { position: query.with.at },
    );
  }
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
