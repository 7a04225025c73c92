import type { FromItem, Select, ValuesQuery } from '../../ast/ast.ts';
import { noClauses, selectAll } from '../../ast/query-clauses.ts';
import { SqlError } from '../../error.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Binder, BoundRows } from '../binder.ts';
import { createContext } from '../expression/bind-expression.ts';
import { unifyTypes } from '../expression/unify-types.ts';
import { isNullable } from '../nullability.ts';
import { emptyScope } from '../scope.ts';

/** Bind VALUES as a query: columns `column1`, `column2` …, each of the common type of its values. */
export function bindValues(binder: Binder, query: ValuesQuery): BoundRows {
  if (query.orderBy.length > 0 || query.limit !== undefined || query.offset !== undefined) {
    return binder.bindQuery({ ...selectFrom(query), with: undefined });
  }
  const [first] = query.rows;
  const short = query.rows.find((row) => row.length !== first.length);
  if (short !== undefined) {
    throw new SqlError('SQL_SYNTAX', 'VALUES lists must all be the same length', {
      position: short[0].at,
      hint: `The first has ${first.length} values, this one ${short.length}.`,
    });
  }
  const context = createContext(binder, { scope: emptyScope, clause: 'VALUES' });
  const bound = query.rows.map((row) => row.map(context.bind));
  const columns = first.map((_, index) => {
    const values = bound.map((row) => row[index]);
    return unifyTypes(binder, 'VALUES', values, { comparable: false });
  });
  const schema = columns.map((values, index) => ({
    name: `column${index + 1}`,
    type: values[0].type,
    nullable: values.some((value) => isNullable(value, [])),
  }));
  const rows = bound.map((_, row) => columns.map((values) => values[row]));
  const plan: Plan = { kind: 'values', schema, rows };
  return { plan, origins: schema.map(() => undefined) };
}

/** The same with its clauses around a SELECT, as they mean the same there. */
function selectFrom({ rows, kind, at, ...clauses }: ValuesQuery): Select {
  const query: ValuesQuery = { kind, rows, at, ...noClauses };
  const from: FromItem = {
    kind: 'derived',
    lateral: false,
    query,
    alias: undefined,
    columns: [],
    at,
  };
  return { ...selectAll(from, at), ...clauses };
}
