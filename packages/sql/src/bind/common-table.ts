import type { FromTable, Name } from '../ast/ast.ts';
import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { outerIndexes } from '../plan/outer.ts';
import type { CommonPlan, Plan } from '../plan/plan.ts';
import { children } from '../plan/walk.ts';
import type { Schema } from '../types/schema.ts';
import type { ScopeTable } from './scope.ts';
import type { BoundQuery } from './statement.ts';

/** A name that WITH gives to rows, as the queries see it that may use it. */
export interface CommonTableInfo {
  readonly name: string;
  /** What its references stand for; unique within the statement. */
  readonly id: number;
  readonly schema: Schema;
  readonly origins: BoundQuery['origins'];
  /** Whether its rows are the same wherever in the statement they are read. */
  readonly isSteady: boolean;
  /** False of a member that writes and returns nothing. */
  readonly hasRows: boolean;
  /** The query around the one with the WITH clause, if that is a subquery: only its identity. */
  readonly enclosing: object | undefined;
}

/** By name. */
export type CommonTables = ReadonlyMap<string, CommonTableInfo>;

/**
 * Whether the rows of `plan` are the same wherever in the statement it runs: it takes nothing from
 * a row around it nor from the step of a recursion.
 */
export function isSteady(plan: Plan, common: CommonTables): boolean {
  const isUnsteady = (part: Plan): boolean => {
    if (part.kind !== 'common') return children(part).some(isUnsteady);
    return [...common.values()].some((table) => table.id === part.id && !table.isSteady);
  };
  return outerIndexes(plan).size === 0 && !isUnsteady(plan);
}

/** The columns of a common table, the first ones called `names`. SQL_SYNTAX for too many names. */
export function commonSchema(table: Name, names: readonly Name[], schema: Schema): Schema {
  if (names.length > schema.length) {
    throw new SqlError(
      'SQL_SYNTAX',
      `WITH query "${table.text}" has ${schema.length} columns available but ${names.length} columns specified`,
      { sqlState: conditions.invalidColumnReference, position: names[schema.length].at },
    );
  }
  return schema.map((column, index) =>
    index < names.length ? { ...column, name: names[index].text } : column,
  );
}

/**
 * The rows that a reference to a common table gives, and the names they bring. SQL_UNSUPPORTED where
 * it has none, and in a subquery whose results would be kept although the rows change.
 */
export function commonReference(
  common: CommonTableInfo,
  { alias, at }: FromTable,
  enclosing: object | undefined,
): { readonly scoped: ScopeTable; readonly plan: CommonPlan } {
  const { name, id, schema, origins } = common;
  if (!common.hasRows) {
    throw new SqlError('SQL_UNSUPPORTED', `WITH query "${name}" does not have a RETURNING clause`, {
      position: at,
      hint: 'Let it return what is read of it.',
    });
  }
  if (!common.isSteady && common.enclosing !== enclosing) {
    throw new SqlError(
      'SQL_UNSUPPORTED',
      `a subquery cannot read WITH query "${name}", whose rows depend on a row or step around it`,
      { position: at, hint: 'Write the WITH clause within the subquery.' },
    );
  }
  const columns = schema.map((column, index) => {
    return { name: column.name, type: column.type, index, system: false, origin: origins[index] };
  });
  return {
    scoped: { name: alias?.text ?? name, namespace: undefined, table: undefined, columns },
    plan: { kind: 'common', schema, id, name, columns: schema.map((_, index) => index) },
  };
}
